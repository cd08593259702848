import assert from "node:assert/strict";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../../stacks/services";
import { readStackConfig } from "../../../tools/stackConfig";
import {
  addService,
  editSource,
  rebuildFrontend,
  removeService,
  sourceFile,
} from "../../../tools/rehearse/edits";
import { environmentOf } from "../../../tools/rehearse/environmentOf";
import { WorkingCopy } from "../../../tools/rehearse/workingCopy";

describe("the working copy of a rehearsal", () => {
  const resolved = environmentOf("dev", {});
  let copy: WorkingCopy;
  const read = (...path: string[]): string => readFileSync(join(copy.projectDir, ...path), "utf8");

  before(() => {
    copy = new WorkingCopy(resolved);
    copy.writeConfig("dev");
  });
  after(() => {
    copy.remove();
    assert.equal(existsSync(copy.root), false);
  });

  it("is the program, the checkout and the built front end, without what no image needs", () => {
    for (const path of [
      "index.ts",
      "components/network.ts",
      "app/user_service",
      "app/harena_front/dist/dev/index.html",
    ])
      assert.ok(existsSync(join(copy.projectDir, path)), path);
    assert.equal(existsSync(join(copy.app, ".git")), false);
    assert.ok(lstatSync(join(copy.projectDir, "node_modules")).isSymbolicLink());
  });

  it("has the stack's plain values in its file, and no secret", () => {
    const { config } = readStackConfig(copy.projectDir, "dev");
    assert.equal(config["harena:domain"], "dev.harena.com");
    assert.equal(config["harena:appPath"], "app");
    assert.equal(config["harena:frontendDist"], "harena_front/dist/dev");
    assert.equal("harena:DATABASE_URL" in config, false);
    assert.ok("harena:DATABASE_URL" in copy.secrets);
  });

  it("changes single values of it", () => {
    copy.editConfig("dev", { "harena:sizing": "prod", "harena:alarmEmail": undefined });
    const { config } = readStackConfig(copy.projectDir, "dev");
    assert.equal(config["harena:sizing"], "prod");
    assert.equal("harena:alarmEmail" in config, false);
    assert.equal(config["harena:domain"], "dev.harena.com");
  });

  it("changes a service's source", () => {
    const file = sourceFile(copy, "user_service") ?? "";
    const before = readFileSync(file, "utf8");
    editSource(copy, "user_service");
    assert.ok(readFileSync(file, "utf8").startsWith(before));
    assert.equal(sourceFile(copy, "no_service"), undefined);
  });

  it("adds a service that another calls, and takes it away again", async () => {
    const before = read("stacks", "services.ts");
    const [model] = catalogue;
    addService(copy, model, "conversation_service");
    const changed = (await import(
      join(copy.projectDir, "stacks", "services.ts")
    )) as typeof import("../../../stacks/services");
    assert.deepEqual(
      changed.catalogue.map(({ name }) => name),
      [...catalogue.map(({ name }) => name), "rehearsal_service"],
    );
    const caller = changed.catalogue.find(({ name }) => name === "conversation_service");
    assert.deepEqual(caller?.calls, ["search_service", "user_service", "rehearsal_service"]);
    assert.equal(changed.healthService, "user_service");
    assert.ok(existsSync(join(copy.app, "rehearsal_service")));
    removeService(copy);
    assert.equal(read("stacks", "services.ts"), before);
    assert.equal(existsSync(join(copy.app, "rehearsal_service")), false);
  });

  it("rebuilds the front end as a build would: another name for another content, and a page that names it", () => {
    const { removed, added, pages } = rebuildFrontend(copy.dist);
    assert.notEqual(removed, added);
    assert.match(added, /^assets\/\w+-R[\w]{7}\.js$/);
    assert.deepEqual(pages, ["index.html"]);
    assert.equal(existsSync(join(copy.dist, removed)), false);
    const page = readFileSync(join(copy.dist, "index.html"), "utf8");
    assert.ok(page.includes(added) && !page.includes(removed));
  });

  it("leaves the user's files as they are", () => {
    assert.equal(resolved.environment.frontendDist, "examples/app/harena_front/dist/dev");
    assert.ok(!readFileSync("examples/app/user_service/main.py", "utf8").includes("rehearsal"));
  });
});
