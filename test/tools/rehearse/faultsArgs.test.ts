import assert from "node:assert/strict";
import { HELP, readArguments } from "../../../tools/rehearse/faultsArgs";
import { UserError } from "../../../tools/stackConfig";

describe("the command line of npm run rehearse:faults", () => {
  it("has its usual answers, which its help names", () => {
    assert.deepEqual(readArguments([]), {
      help: false,
      json: false,
      stacks: ["dev", "prod"],
      count: 54,
      seed: 1,
      jobs: 2,
    });
    for (const usual of ["default: dev,prod", "default: 54", "default: 1", "default: 2"]) {
      assert.ok(HELP.includes(usual), usual);
    }
  });

  it("takes everything that the help names, and each stack once", () => {
    const args = ["--stacks", "prod,prod", "--count", "9", "--seed", "7", "--jobs", "1", "--json", "-h"];
    assert.deepEqual(readArguments(args), {
      help: true,
      json: true,
      stacks: ["prod"],
      count: 9,
      seed: 7,
      jobs: 1,
    });
  });

  for (const [args, message] of [
    [["--count", "0"], /^--count takes a number from 1; got "0"; see --help$/],
    [["--seed", "x"], /^--seed takes a number from 1; got "x"/],
    [["--jobs", "1.5"], /^--jobs takes a number from 1; got "1.5"/],
    [["--stacks", "dev,prd"], /^There is no stack "prd", only: dev, prod/],
    [["--stack", "dev"], /^Unknown option '--stack'/],
    [["dev"], /^Unexpected argument 'dev'/],
  ] as const) {
    it(`refuses ${args.join(" ")}`, () => {
      assert.throws(
        () => readArguments(args),
        (fault: unknown) => fault instanceof UserError && fault.exitCode === 2 && message.test(fault.message),
      );
    });
  }
});
