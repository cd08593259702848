import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { main, render, summarise, type Sample } from "../../tools/bench/cli";
import { generatedCatalogue, generateProject } from "../../tools/bench/generated";
import { resolveStack } from "../../tools/plan/resolveStack";

const sample = (seconds: number, cpu = seconds): Sample => ({ seconds, cpu, memory: 100, resources: 7 });

/** Subjects that a test does not look at. */
const rest = Array.from({ length: 4 }, () => [sample(1)]);

describe("npm run bench", () => {
  it("takes medians, and ratios of processor time to the SDKs alone or to the plan without a verdict", () => {
    const results = summarise([
      [sample(1), sample(9), sample(2)],
      [sample(5, 3), sample(4, 3), sample(30, 3)],
      [sample(6), sample(8)],
      [sample(1, 5), sample(1, 5.1), sample(1, 4)],
      [sample(5, 3.6)],
      [sample(9, 7.5)],
    ]);
    assert.deepEqual(
      results.map(({ name, runs, seconds, ratio, of }) => [name, runs, seconds, ratio, of]),
      [
        ["SDKs", 3, 2, 1, "SDKs"],
        ["3", 3, 5, 1.5, "SDKs"],
        ["10", 2, 7, 3.5, "SDKs"],
        ["50", 3, 1, 2.5, "SDKs"],
        ["3 judged", 1, 5, 1.2, "3"],
        ["50 judged", 1, 9, 1.5, "50"],
      ],
    );
    assert.deepEqual(
      results.slice(4).map(({ targets }) => targets),
      [[{ what: "at most 1.3 x", met: true }], [{ what: "at most 1.3 x", met: false }]],
    );
  });

  it("meets a target at its bound and misses it above", () => {
    const met = (seconds: number, cpu: number): boolean[] =>
      summarise([[sample(2)], [sample(seconds, cpu)], ...rest])[1]?.targets.map((one) => one.met) ?? [];
    assert.deepEqual(met(5, 3), [true, true]);
    assert.deepEqual(met(5.1, 3), [true, false]);
    assert.deepEqual(met(5, 3.1), [false, true]);
  });

  it("shows targets as met or missed, and peak memory", () => {
    const lines = render(summarise([[sample(2)], [sample(6, 3)], ...rest])).join("\n");
    assert.match(lines, / 3 +7 +6\.0 +3\.0 +1\.50 +SDKs +100 +at most 1\.5 x: met, at most 5 s: missed/);
  });

  for (const [args, told] of [
    [["--runs", "0"], /^--runs takes a whole number from 1 to 999; got "0"; see --help$/],
    [["--runs", "x"], /got "x"; see --help$/],
    [["--rnus"], /^Unknown option '--rnus'; see --help$/],
    [["dev"], /see --help$/],
  ] as const) {
    it(`refuses ${args.join(" ")} with exit code 2`, async () => {
      const errors: string[] = [];
      assert.equal(
        await main(
          args,
          () => assert.fail("no output"),
          (line) => errors.push(line),
        ),
        2,
      );
      assert.match(errors.join("\n"), told);
    });
  }

  it("generates catalogues that resolve, with a checkout that goes away again", () => {
    const { request, remove } = generateProject(generatedCatalogue(12));
    const { environment, problems } = resolveStack(request);
    assert.deepEqual(problems, []);
    assert.equal(environment?.services.length, 12);
    assert.deepEqual(
      environment.services.map(({ image }) => image.kind),
      Array<string>(12).fill("build"),
    );
    const folder = request.projectDir ?? "";
    assert.ok(existsSync(path.join(folder, "app")));
    remove();
    assert.ok(!existsSync(folder));
  });
});
