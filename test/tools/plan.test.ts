import assert from "node:assert/strict";
import type { RecordedResource } from "../../simulator";
import { planJson } from "../../tools/plan/json";
import { report, resourceCount } from "../../tools/plan/report";
import { runProgram, type StackPlan } from "../../tools/plan/runProgram";
import { painter, WIDTH } from "../../tools/plan/text";
import { planned, sound } from "../support/program";

function ofType(plan: StackPlan, type: string): RecordedResource[] {
  return (plan.simulation?.resources ?? []).filter((resource) => resource.type === type);
}

const text = (plan: StackPlan): string => report(painter(false), plan).join("\n");

/** Text of one section of the report. */
function sectionOf(plan: StackPlan, title: string): string {
  const after = text(plan).split(`\n${title}\n`).at(1);
  assert.ok(after !== undefined, `no section ${title}`);
  return after.split(/\n\n(?=\S)/)[0];
}

describe("npm run plan: one stack", function () {
  this.timeout(120_000);
  let dev: StackPlan;
  let prod: StackPlan;
  before(async () => {
    dev = await planned({ stack: "dev" });
    prod = await planned({ stack: "prod" });
  });

  it("plans dev and prod, each with what its profile asks for", () => {
    const facts = (plan: StackPlan) => ({
      services: ofType(plan, "aws:ecs/service:Service")
        .map(({ name }) => name)
        .sort(),
      natGateways: ofType(plan, "aws:ec2/natGateway:NatGateway").length,
      natInstances: ofType(plan, "aws:ec2/instance:Instance").length,
      webAcls: ofType(plan, "aws:wafv2/webAcl:WebAcl").length,
      flowLogs: ofType(plan, "aws:ec2/flowLog:FlowLog").length,
      sleeps: ofType(plan, "aws:appautoscaling/scheduledAction:ScheduledAction").length,
      cpu: [
        ...new Set(
          ofType(plan, "aws:ecs/taskDefinition:TaskDefinition")
            .filter(({ name }) => name.endsWith("-service-task"))
            .map(({ inputs }) => inputs.cpu),
        ),
      ],
    });
    const services = ["conversation-service-service", "search-service-service", "user-service-service"];
    assert.deepEqual(facts(dev), {
      services,
      natGateways: 0,
      natInstances: 1,
      webAcls: 0,
      flowLogs: 0,
      sleeps: 6,
      cpu: ["256"],
    });
    assert.deepEqual(facts(prod), {
      services,
      natGateways: 2,
      natInstances: 0,
      webAcls: 1,
      flowLogs: 1,
      sleeps: 0,
      cpu: ["512"],
    });
  });

  it("gives the final addresses as outputs", () => {
    assert.equal(dev.simulation?.outputs.apiUrl, "https://api.dev.harena.com");
    assert.equal(prod.simulation?.outputs.apiUrl, "https://api.harena.com");
    assert.equal(prod.simulation.outputs.frontendUrl, "https://harena.com");
  });

  it("knows which secrets nobody has set, and plans with stand-ins", () => {
    assert.deepEqual(dev.missingSecrets, ["BONSAI_URL", "DATABASE_URL", "DEEPSEEK_API_KEY"]);
    assert.deepEqual(dev.problems, []);
  });

  it("reports every section in the order in which people ask, within the line", () => {
    const lines = text(dev).split("\n");
    const titles = lines.filter((line) => /^[A-Z]{5,}[A-Za-z ]*$/.test(line));
    assert.deepEqual(titles, ["RESOURCES", "ADDRESSES", "ROUTES", "SIZES", "STILL MISSING FOR pulumi up"]);
    assert.deepEqual(
      lines.filter((line) => line.length > WIDTH),
      [],
    );
    assert.equal(
      lines[0],
      `harena / dev   sizing dev · eu-west-1 · dev.harena.com · ${resourceCount(dev)} resources`,
    );
    assert.match(lines.at(-1) ?? "", /would create \d+ resources\. Nothing was created now\.$/);
  });

  it("shows every cloud resource once, below its component", () => {
    const all = sectionOf(dev, "RESOURCES").split("\n");
    const shown = all.filter((line) => /^ {2,}[a-z0-9]+\.(?:\w+\.)?[A-Z]\w+ +\S/.test(line));
    assert.equal(shown.length, resourceCount(dev));
    assert.ok(all.includes("  user-service  ServiceImage  3 resources"));
    assert.ok(
      all.some((line) =>
        /^ +ecr\.Repository +user-service-repository +harena\/dev\/user-service$/.test(line),
      ),
    );
  });

  it("shows addresses, who calls whom, and that outgoing ones are made up", () => {
    const shown = sectionOf(dev, "ADDRESSES");
    assert.match(shown, /API +https:\/\/api\.dev\.harena\.com$/m);
    assert.match(shown, /health +https:\/\/api\.dev\.harena\.com\/health$/m);
    assert.match(shown, /front end +https:\/\/dev\.harena\.com +also https:\/\/www\.dev\.harena\.com$/m);
    assert.match(shown, /search_service +https:\/\/api\.dev\.harena\.com\/health\/search_service$/m);
    assert.match(shown, /http:\/\/user-service:8000 +called by search_service, conversation_service/);
    assert.match(shown, /outgoing +\d+\.\d+\.\d+\.\d+\n +made up in a plan/);
  });

  it("shows what each service sees of its routes", () => {
    const shown = sectionOf(dev, "ROUTES");
    assert.match(shown, /\d+ +\/api\/user\/\* \/api\/user +\/api\/v1\/users\/\* +user_service +\/health$/m);
    assert.match(shown, /\/health \/health\/user_service +\/health +user_service/);
    assert.match(shown, /gets a 404 answer/);
  });

  it("shows sizes, capacity, sleep, secrets and images", () => {
    const shown = sectionOf(dev, "SIZES");
    assert.match(
      shown,
      /user_service +0\.25 +512 +1–2 +spot +arm64 +20:00–07:00 +examples\/app\/\S* +DATABASE_URL$/m,
    );
    assert.match(sectionOf(prod, "SIZES"), /user_service +0\.5 +1024 +2–6 +on-demand +arm64 +never/);
  });

  it("lists what pulumi up still needs, with the commands", () => {
    const shown = sectionOf(dev, "STILL MISSING FOR pulumi up");
    for (const wanted of [
      "pulumi config set --secret --stack dev harena:DATABASE_URL",
      "aws sts get-caller-identity",
      "Route 53 hosts the zone harena.com",
      "docker info",
      "dev@harena.com confirms the subscription",
    ])
      assert.ok(shown.includes(wanted), wanted);
    assert.ok(!shown.includes("harena:SECRET_KEY"), "SECRET_KEY is generated");
  });

  it("needs no Docker when every image is pinned", async () => {
    const image = (name: string): string =>
      `111122223333.dkr.ecr.eu-west-1.amazonaws.com/${name}@sha256:${"ab".repeat(32)}`;
    const tags = ["user_service", "search_service", "conversation_service"].map((name) => [
      name,
      image(name),
    ]);
    const plan = await planned({
      stack: "dev",
      overrides: { imageTags: JSON.stringify(Object.fromEntries(tags)) },
    });
    const shown = sectionOf(plan, "STILL MISSING FOR pulumi up");
    assert.ok(!shown.includes("docker info"));
    assert.match(shown, /the pinned images are in ECR/);
    assert.deepEqual(ofType(plan, "docker:index/image:Image"), []);
  });

  it("shows warnings, each once", async () => {
    const overrides = { "harena:databaseAddress": "203.0.113.10" };
    assert.deepEqual((await planned({ stack: "prod", overrides })).warnings, []);
    const pinned = {
      imageTags: JSON.stringify({ user_service: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/u:latest" }),
    };
    const plan = await runProgram({ stack: "dev", overrides: pinned });
    assert.equal(plan.warnings.filter((warning) => warning.includes("latest")).length, 1);
  });

  it("is the same JSON, byte for byte, whenever it is made", async () => {
    const again = sound(await runProgram({ stack: "dev" }));
    const [one, other] = [planJson(dev), planJson(again)];
    assert.equal(JSON.stringify(one), JSON.stringify(other));
  });

  it("gives JSON of the documented shape, with files by their path", () => {
    const plan = planJson(dev);
    assert.deepEqual(Object.keys(plan), ["stack", "outputs", "resources", "warnings"]);
    assert.equal(plan.resources.length, dev.simulation?.resources.length);
    assert.equal(plan.resources[0]?.type, "pulumi:pulumi:Stack");
    for (const { urn, type, name, parent, id, inputs, outputs } of plan.resources) {
      for (const value of [urn, type, name, id]) assert.equal(typeof value, "string");
      assert.equal(typeof parent, type === "pulumi:pulumi:Stack" ? "undefined" : "string");
      assert.ok(typeof inputs === "object" && typeof outputs === "object");
    }
    const file = plan.resources.find(({ name }) => name === "frontend-index.html");
    const { source } = file?.inputs as { source: unknown };
    assert.deepEqual(source, { path: "examples/app/harena_front/dist/dev/index.html" });
  });
});
