import assert from "node:assert/strict";
import { Progress } from "../../../tools/engine/progress";
import { PROGRAM_DIR } from "../../../tools/plan/programDir";
import { readArguments } from "../../../tools/rehearse/args";
import { main } from "../../../tools/rehearse/cli";
import { faultOf, faultText } from "../../../tools/rehearse/faultText";
import { chosenSteps } from "../../../tools/rehearse/rehearsal";
import { STEP_NAMES, stepsOf } from "../../../tools/rehearse/steps";
import { UserError } from "../../../tools/stackConfig";

const read = (...args: string[]) => readArguments(args, PROGRAM_DIR, STEP_NAMES);

async function tell(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const exitCode = await main(args, {
    cwd: PROGRAM_DIR,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    colours: false,
    progress: new Progress({ write: () => undefined }),
    signal: new AbortController().signal,
    onForce: () => undefined,
  });
  return { exitCode, out: out.join("\n"), err: err.join("\n") };
}

describe("the command line of npm run rehearse", () => {
  it("has its usual answers", () => {
    const { stack, steps, overrides, faults, policies, reportDir, keep, json } = read("dev");
    assert.deepEqual(
      { stack, steps, overrides, faults, policies, reportDir, keep, json },
      {
        stack: "dev",
        steps: [],
        overrides: {},
        faults: [],
        policies: true,
        reportDir: ".rehearsal",
        keep: false,
        json: false,
      },
    );
  });

  it("takes everything that the help names", () => {
    const asked = read(
      ...[
        "prod",
        "--step",
        "up",
        "--step",
        "idle",
        "--set",
        "sizing=dev",
        "--fail",
        "throttle:3",
        "--no-policies",
      ],
      ...["--report", "r", "--export", "e.json", "--keep", "--json", "--trace"],
    );
    assert.deepEqual(asked, {
      help: false,
      stack: "prod",
      steps: ["up", "idle"],
      overrides: { sizing: "dev" },
      faults: [{ kind: "throttle", nth: 3 }],
      policies: false,
      reportDir: "r",
      exportFile: "e.json",
      keep: true,
      json: true,
    });
  });

  for (const [args, message] of [
    [[], /^Which stack\? There are: dev, prod; see --help$/],
    [["dev", "prod"], /^One stack at a time, please/],
    [["dev", "--step", "idel"], /^Unknown step idel; did you mean idle\?; see --help$/],
    [["dev", "--reprt", "x"], /^Unknown option --reprt; did you mean --report\?; see --help$/],
    [["dev", "--set", "nothing"], /^--set takes KEY=VALUE.*got "nothing"/],
    [["dev", "--fail", "throtle:a:b:c:d"], /did you mean throttle\?/],
  ] as const) {
    it(`refuses ${args.join(" ") || "nothing"} with exit code 2`, () => {
      assert.throws(
        () => read(...args),
        (fault: Error) => fault instanceof UserError && fault.exitCode === 2 && message.test(fault.message),
      );
    });
  }

  it("repeats no secret of a --set that is none", () => {
    assert.throws(
      () => read("dev", "--set", "1bad=hunter2"),
      (fault: Error) => !fault.message.includes("hunter2"),
    );
  });

  it("explains itself, and names every step and option", async () => {
    const { exitCode, out } = await tell("--help");
    assert.equal(exitCode, 0);
    for (const name of STEP_NAMES) assert.ok(out.includes(name), name);
    for (const option of [
      "--step",
      "--set",
      "--fail",
      "--no-policies",
      "--report",
      "--export",
      "--keep",
      "--json",
    ]) {
      assert.ok(out.includes(option), option);
    }
  });

  it("names a stack that there is none of, and what is wrong with a config, without the engine", async () => {
    const unknown = await tell("dve");
    assert.equal(unknown.exitCode, 2);
    assert.match(unknown.err, /There is no stack "dve".*Did you mean dev/);
    const faulty = await tell("dev", "--set", "sizing=huge");
    assert.equal(faulty.exitCode, 1);
    assert.match(faulty.err, /harena:sizing/);
  });
});

describe("a fault on the command line", () => {
  for (const [text, fault, told] of [
    [
      "aws:ecs/service:Service",
      { kind: "invalid", type: "aws:ecs/service:Service" },
      "invalid at any operation of ecs.Service",
    ],
    [
      "quota:create:aws:ec2/eip:Eip",
      { kind: "quota", operation: "create", type: "aws:ec2/eip:Eip" },
      "quota at create of ec2.Eip",
    ],
    [
      "noAnswer:api-balancer",
      { kind: "noAnswer", name: "api-balancer" },
      "noAnswer at any operation of api-balancer",
    ],
    ["delete:7", { kind: "invalid", operation: "delete", nth: 7 }, "invalid at delete, the 7th"],
    [
      "frontend-assets/a-B1.js",
      { kind: "invalid", name: "frontend-assets/a-B1.js" },
      "invalid at any operation of frontend-assets/a-B1.js",
    ],
  ] as const) {
    it(`is ${text}`, () => {
      assert.deepEqual(faultOf(text), fault);
      assert.equal(faultText(fault), told);
    });
  }

  for (const text of ["", "0", "throttle:", "a b"]) {
    it(`is not "${text}"`, () => {
      assert.throws(() => faultOf(text), UserError);
    });
  }
});

describe("the steps", () => {
  for (const sizing of ["dev", "prod"]) {
    it(`of ${sizing} come after what they need`, () => {
      const steps = stepsOf({ sizing });
      steps.forEach(({ needs }, index) => {
        for (const name of needs)
          assert.ok(
            steps.slice(0, index).some((step) => step.name === name),
            name,
          );
      });
      assert.equal(new Set(steps.map(({ name }) => name)).size, steps.length);
      assert.equal(steps.at(-1)?.name, "destroy");
    });
  }

  it("are all of them unless some are asked for, and then those that they need", () => {
    const names = (sizing: string, ...asked: string[]) =>
      chosenSteps(stepsOf({ sizing }), asked).map(({ name }) => name);
    assert.equal(names("dev").length, stepsOf({ sizing: "dev" }).length);
    assert.deepEqual(names("dev", "service-removed"), ["up", "service-added", "service-removed"]);
    assert.deepEqual(names("dev", "destroy"), ["up", "destroy"]);
    assert.deepEqual(names("prod", "destroy"), ["up", "released", "destroy"]);
    assert.deepEqual(names("dev", "preview"), ["preview"]);
  });
});
