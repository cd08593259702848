import assert from "node:assert/strict";
import { covers, intersect, isLiteral, literalSegments, matches } from "../../components/pathPatterns";

describe("path patterns", () => {
  it("match as the load balancer matches", () => {
    const cases: [string, string, boolean][] = [
      ["/api/user/*", "/api/user/me", true],
      ["/api/user/*", "/api/user/", true],
      ["/api/user/*", "/api/user", false],
      ["/api/user/*", "/api/users/me", false],
      ["/api/user", "/api/user", true],
      ["/api/user", "/API/user", false],
      ["/api/?ser", "/api/user", true],
      ["/api/?ser", "/api/ser", false],
      ["*", "/", true],
      ["/a*c", "/abbbc", true],
      ["/a*c", "/abbb", false],
    ];
    for (const [pattern, path, expected] of cases)
      assert.equal(matches(pattern, path), expected, `${pattern} ${path}`);
  });

  it("cover one another when every path of the one belongs to the other", () => {
    const cases: [string, string, boolean][] = [
      ["/api/*", "/api/user/*", true],
      ["/api/user/*", "/api/*", false],
      ["/api/user/*", "/api/user/*", true],
      ["/a?", "/ab", true],
      ["/a?", "/a*", false],
      ["/a*", "/a?", true],
      ["/a*b", "/a*c*b", true],
      ["/a*b", "/a*", false],
      ["/??", "/*", false],
    ];
    for (const [general, special, expected] of cases)
      assert.equal(covers(general, special), expected, `${general} ${special}`);
  });

  it("intersect when some path belongs to both, whichever is asked first", () => {
    const cases: [string, string, boolean][] = [
      ["/a/*/x", "/a/b/*", true],
      ["/a/b", "/a/b", true],
      ["/a/b", "/a/c", false],
      ["/a?", "/ab", true],
      ["/a*b", "/ac*", true],
      ["/a*b", "/a*c", false],
      ["/x/*", "/y/*", false],
    ];
    for (const [a, b, expected] of cases) {
      assert.equal(intersect(a, b), expected, `${a} ${b}`);
      assert.equal(intersect(b, a), expected, `${b} ${a}`);
    }
  });

  // Holds the two set relations to the definition, on all short patterns over a small alphabet.
  it("agree with trying all short paths", () => {
    const alphabet = ["a", "b", "*", "?"];
    const patterns = alphabet.flatMap((x) =>
      alphabet.flatMap((y) => ["", ...alphabet].map((z) => x + y + z)),
    );
    const letters = ["a", "b", "c"];
    let paths = [""];
    const all = [""];
    for (let length = 0; length < 4; length++) {
      paths = paths.flatMap((path) => letters.map((letter) => path + letter));
      all.push(...paths);
    }
    const matched = new Map(patterns.map((pattern) => [pattern, all.map((path) => matches(pattern, path))]));
    for (const [first, ofFirst] of matched) {
      for (const [second, ofSecond] of matched) {
        const both = ofSecond.some((yes, index) => yes && ofFirst[index]);
        const within = ofSecond.every((yes, index) => !yes || ofFirst[index]);
        assert.equal(intersect(first, second), both, `${first} ∩ ${second}`);
        assert.equal(covers(first, second), within, `${first} ⊇ ${second}`);
      }
    }
  });

  it("count the segments before the first wildcard", () => {
    assert.equal(literalSegments("/api/v1/users/*"), 3);
    assert.equal(literalSegments("/api/v1/users"), 3);
    assert.equal(literalSegments("/*"), 0);
    assert.equal(literalSegments("/api/user*"), 1);
    assert.ok(isLiteral("/api"));
    assert.ok(!isLiteral("/api/?"));
  });
});
