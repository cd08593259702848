import assert from "node:assert/strict";
import { after } from "mocha";
import { problemLine } from "../../stacks/problems";
import { catalogue } from "../../stacks/services";
import { generatedCatalogue, generateProject } from "../../tools/bench/generated";
import { planJson } from "../../tools/plan/json";
import { resourceCount } from "../../tools/plan/report";
import { runProgram } from "../../tools/plan/runProgram";
import { planned, resourcesOf, sound } from "../support/program";

const REPOSITORY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

describe("npm run plan: other catalogues", function () {
  this.timeout(240_000);

  describe("a fourth service", () => {
    const fourth = {
      name: "budget_service",
      routes: [{ paths: ["/api/v1/budget/*"] }],
      healthPath: "/api/v1/budget/health",
      secrets: ["DATABASE_URL"],
    };
    // It has no folder in the example, so its image is one that is there.
    const imageTags = JSON.stringify({ budget_service: `${REPOSITORY}/budget@sha256:${"ab".repeat(32)}` });

    it("changes no resource and no input of the others", async () => {
      const before = resourcesOf(await planned({ stack: "dev" }));
      const plan = sound(
        await runProgram({ stack: "dev", catalogue: [fourth, ...catalogue], overrides: { imageTags } }),
      );
      const after = resourcesOf(plan);
      const added = [...after.keys()].filter((urn) => !before.has(urn));
      assert.ok(added.length > 20, "the service itself");
      assert.deepEqual(
        added.filter((urn) => !(urn.split("::")[3] ?? "").includes("budget")),
        [],
      );
      for (const urn of added) after.delete(urn);
      assert.deepEqual(after, before);
    });
  });

  it("plans the release's catalogue again after another one", async () => {
    const before = planJson(await planned({ stack: "dev" }));
    assert.deepEqual(planJson(await runProgram({ stack: "dev" })), before);
  });

  it("changes nothing at all when entries are reordered", async () => {
    const before = planJson(await planned({ stack: "prod" }));
    const reordered = await runProgram({ stack: "prod", catalogue: [...catalogue].reverse() });
    assert.equal(JSON.stringify(planJson(sound(reordered))), JSON.stringify(before));
  });

  describe("as large as a load balancer takes", () => {
    const removals: (() => void)[] = [];
    after(() => {
      for (const remove of removals) remove();
    });

    async function planOf(size: number) {
      const { request, remove } = generateProject(generatedCatalogue(size));
      removals.push(remove);
      return runProgram(request);
    }

    it("plans 50 services", async () => {
      const plan = sound(await planOf(50));
      const services = plan.simulation?.resources.filter(({ type }) => type === "aws:ecs/service:Service");
      assert.equal(services?.length, 50);
      assert.ok(resourceCount(plan) > 50 * 20);
    });

    it("refuses 51 services by the limit, before anything is created", async () => {
      const { simulation, problems } = await planOf(51);
      assert.equal(simulation, undefined);
      const lines = problems.map(problemLine);
      assert.equal(lines.length, 1, lines.join("\n"));
      assert.match(lines[0] ?? "", /\b102\b.*\b100\b/);
    });
  });
});
