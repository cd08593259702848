/** What a catalogue entry says beyond its routes, followed through the whole program to the resources. */
import assert from "node:assert/strict";
import { catalogue } from "../../stacks/services";
import { runProgram, type StackPlan } from "../../tools/plan/runProgram";
import { planned, sound } from "../support/program";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const IMAGE = "docker:index/image:Image";

function inputs(plan: StackPlan, type: string, name: string): Readonly<Record<string, unknown>> {
  const found = plan.simulation?.resources.find((one) => one.type === type && one.name === name);
  assert.ok(found, `${type} ${name}`);
  return found.inputs;
}

function container(plan: StackPlan, name: string): Readonly<Record<string, unknown>> {
  const { containerDefinitions } = inputs(plan, TASK, `${name}-task`);
  const [first] = JSON.parse(String(containerDefinitions)) as Record<string, unknown>[];
  assert.ok(first);
  return first;
}

describe("an entry of the catalogue, in the whole program", function () {
  this.timeout(60_000);

  it("has its latency, health command and build arguments on AWS", async () => {
    const healthCommand = ["CMD", "curl", "-sS", "http://127.0.0.1:8000/health"];
    const changed = catalogue.map((entry) =>
      entry.name === "search_service"
        ? { ...entry, latencySeconds: 12, healthCommand, buildArgs: { SHARED_2: "harena_common" } }
        : entry,
    );
    const plan = sound(await runProgram({ stack: "dev", catalogue: changed }));
    assert.equal(inputs(plan, ALARM, "search-service-latency").threshold, 12);
    assert.equal(inputs(plan, ALARM, "user-service-latency").threshold, 5);
    assert.equal(inputs(plan, ALARM, "conversation-service-latency").threshold, 30);
    const check = container(plan, "search-service").healthCheck as { readonly command: readonly string[] };
    assert.deepEqual(check.command, healthCommand);
    const build = inputs(plan, IMAGE, "search-service-image").build as Readonly<Record<string, unknown>>;
    assert.deepEqual(build.args, {
      SERVICE: "search_service",
      PORT: "8000",
      HEALTH_PATH: "/api/v1/search/health",
      SHARED_2: "harena_common",
    });
  });

  it("has the image that runs, by digest, among the stack's outputs", async () => {
    const plan = await planned({ stack: "dev" });
    const images = plan.simulation?.outputs.images as Readonly<Record<string, string>>;
    const names = ["conversation-service", "search-service", "user-service"];
    assert.deepEqual(
      images,
      Object.fromEntries(names.map((name) => [name.replace("-", "_"), container(plan, name).image])),
    );
    for (const uri of Object.values(images)) assert.match(uri, /\/harena\/dev\/[a-z-]+@sha256:[0-9a-f]{64}$/);
  });
});
