import assert from "node:assert/strict";
import { painter } from "../../../tools/plan/text";
import {
  markdown,
  minutes,
  reportLines,
  stepReport,
  type RehearsalReport,
} from "../../../tools/rehearse/report";
import { deploymentTiming, timingFaults } from "../../../tools/rehearse/timing";

const change = {
  kind: "updated",
  type: "aws:ecs/service:Service",
  name: "user-service-service",
  because: ["taskDefinition"],
} as const;
const step = {
  name: "source",
  title: "one service's source changed",
  operation: "up",
  verdict: "passed",
  faults: [],
  seconds: 4.25,
  changes: [change],
  errors: [],
  warnings: [],
  violations: [],
} as const;
const report: RehearsalReport = {
  stack: "dev",
  engine: { version: "3.250.0", origin: "built" },
  policies: true,
  passed: true,
  seconds: 61.5,
  steps: [step, { ...step, name: "secret", verdict: "skipped", reason: "no secret | here", changes: [] }],
  phases: [{ name: "copy of the project", seconds: 0.1 }],
  timing: {
    makespan: 473,
    critical: 470,
    path: [
      { name: "api-balancer", type: "lb.LoadBalancer", start: 33, seconds: 170, after: "api-group", late: 0 },
    ],
  },
};
const failed: RehearsalReport = {
  ...report,
  passed: false,
  steps: [
    { ...step, verdict: "failed", faults: ["not expected: ec2.Eip a deleted", "an error\nof two lines"] },
  ],
};

describe("the report of a rehearsal", () => {
  it("shows each step's changes, the deployment's longest chain and where the time went", () => {
    const text = reportLines(painter(false), report).join("\n");
    assert.match(text, /source +one service's source changed +· +1 +· +· +4\.3 +ok/);
    assert.match(text, /secret skipped: no secret \| here/);
    assert.match(text, /Takes 7:53; the longest chain .* takes 7:50:/);
    assert.match(text, /0:33 +2:50 +api-balancer +lb\.LoadBalancer +api-group/);
    assert.match(text, /All 1 step went as expected, in 61\.5 s\./);
  });

  it("shows what did not go as expected", () => {
    const text = reportLines(painter(false), failed).join("\n");
    assert.match(text, /FAILED: source[^]*- not expected: ec2\.Eip a deleted\n +- an error\n +of two lines/);
    assert.match(text, /1 step of 1 did not go as expected/);
  });

  it("is Markdown fit for a pull request", () => {
    const text = markdown(report);
    assert.match(text, /^## Rehearsal of dev: all as expected\n/);
    assert.match(text, /\| source \| one service's source changed \| · \| 1 \| · \| · \| 4\.3 \| ok \|/);
    assert.match(text, /- ecs\.Service user-service-service updated \(taskDefinition\)/);
    assert.match(
      markdown(failed),
      /^## Rehearsal of dev: 1 step failed[^]*\*\*failed\*\*[^]*- an error\n {2}of two lines/,
    );
  });

  it("has what a step did, or why it did nothing", () => {
    const skipped = stepReport({
      step: { name: "pin", title: "t", operation: "up" },
      skipped: "all are pinned",
      faults: [],
      overhead: 0,
    });
    assert.deepEqual([skipped.verdict, skipped.reason, skipped.changes], ["skipped", "all are pinned", []]);
  });

  it("tells seconds as minutes", () => {
    assert.deepEqual([0, 59.6, 125].map(minutes), ["0:00", "1:00", "2:05"]);
  });
});

describe("the time of a deployment", () => {
  const urn = (name: string): string => `urn:pulumi:dev::p::aws:sns/topic:Topic::${name}`;
  const made = (name: string, start: number, seconds: number) =>
    ({
      urn: urn(name),
      type: "aws:sns/topic:Topic",
      operation: "create",
      start,
      end: start + seconds,
      seconds,
    }) as const;
  const resources = [
    { urn: urn("a"), type: "", custom: true },
    { urn: urn("b"), type: "", custom: true, dependencies: [urn("a")] },
  ];

  it("is its longest chain, where nothing waits for what it does not need", () => {
    const timing = deploymentTiming([made("a", 0, 10), made("b", 10, 5)], { resources, pending: [] });
    assert.deepEqual([timing.makespan, timing.critical], [15, 15]);
    assert.deepEqual(
      timing.path.map(({ name, after }) => [name, after]),
      [
        ["a", undefined],
        ["b", "a"],
      ],
    );
    assert.deepEqual(timingFaults(timing), []);
  });

  it("may be a tenth longer, and no more", () => {
    const timing = (makespan: number) => ({ makespan, critical: 100, path: [] });
    assert.deepEqual(timingFaults(timing(110)), []);
    assert.equal(timingFaults(timing(111)).length, 1);
  });
});
