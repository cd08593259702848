import assert from "node:assert/strict";
import { NAME_LIMITS, physicalName, physicalPrefix } from "../../components/names";

const stack = { project: "harena", stack: "dev" };

describe("physicalName", () => {
  it("is project, stack and name", () => {
    assert.equal(physicalName({ ...stack, name: "api", max: 32 }), "harena-dev-api");
    assert.equal(physicalName({ ...stack, name: "api", max: 32, separator: "/" }), "harena/dev/api");
  });

  it("keeps a name of exactly the limit, and drops the project from a longer one", () => {
    const name = "n".repeat(32 - "harena-dev-".length);
    assert.equal(physicalName({ ...stack, name, max: 32 }), `harena-dev-${name}`);
    assert.equal(physicalName({ ...stack, name: `${name}n`, max: 32 }), `dev-${name}n`);
  });

  it("cuts what is still too long, and tells it apart by a hash of the whole", () => {
    const long = "n".repeat(60);
    const first = physicalName({ ...stack, name: `${long}a`, max: 32 });
    const second = physicalName({ ...stack, name: `${long}b`, max: 32 });
    assert.equal(first.length, 32);
    assert.match(first, /^dev-n+-[0-9a-f]{6}$/);
    assert.notEqual(first, second);
  });

  it("tells apart long names of two projects, which both lose the project", () => {
    const name = "n".repeat(60);
    assert.notEqual(
      physicalName({ project: "a", stack: "dev", name, max: 32 }),
      physicalName({ project: "b", stack: "dev", name, max: 32 }),
    );
  });

  it("never ends the cut part in a separator", () => {
    for (let length = 1; length < 40; length++) {
      const name = `${"a".repeat(length)}-${"b".repeat(40)}`;
      assert.doesNotMatch(physicalName({ ...stack, name, max: 32 }), /--/);
    }
  });

  it("changes with the identity, and with nothing else", () => {
    const of = (port: number): string =>
      physicalName({ ...stack, name: "user-service", max: 32, identity: [port] });
    assert.match(of(8000), /^harena-dev-user-service-[0-9a-f]{6}$/);
    assert.equal(of(8000), of(8000));
    assert.notEqual(of(8000), of(8001));
  });

  it("keeps every limit for the longest stacks and names", () => {
    for (const max of Object.values(NAME_LIMITS)) {
      const name = physicalName({
        project: "p".repeat(25),
        stack: "s".repeat(25),
        name: "n".repeat(300),
        max,
      });
      assert.ok(name.length <= max, `${name.length} > ${max}`);
    }
  });
});

describe("physicalPrefix", () => {
  it("leaves room for its hyphen", () => {
    assert.equal(physicalPrefix({ ...stack, name: "api", max: 37 }), "harena-dev-api-");
    assert.equal(physicalPrefix({ ...stack, name: "n".repeat(60), max: 37 }).length, 37);
  });
});
