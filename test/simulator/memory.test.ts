/** What the account remembers of things that are gone. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Account } from "../../simulator/account";
import { changes, put, updated } from "../../simulator/lifecycle";
import type { Place, Props } from "../../simulator/model";
import { refusalsOf, settle } from "../../simulator/provision";
import { findInvoke, findModel } from "../../simulator/registry";
import { World } from "./support";

const SECRET = "aws:secretsmanager/secret:Secret";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const REPOSITORY = "aws:ecr/repository:Repository";
const IMAGE = "docker:index/image:Image";

function place(type: string, region = "eu-west-1"): Place {
  const urn = `urn:pulumi:dev::harena::${type}::new`;
  return { urn, name: "new", accountId: "111122223333", region, partition: "aws", defaultTags: {} };
}

function refused(type: string, inputs: Props, account: Account, region?: string): string[] {
  const where = place(type, region);
  const model = findModel(type);
  const input = { inputs: settle(model, inputs, where), given: inputs, place: where, account };
  return refusalsOf(model, ["create"], input).map(({ rule }) => rule);
}

describe("a deleted secret", () => {
  const taken = ["secretsmanager/secret:scheduled-deletion"];

  it("keeps its name in its region for the recovery window, a replayed account too", () => {
    const world = new World();
    world.delete(world.add(SECRET, { name: "key", recoveryWindowInDays: 7 }));
    const again = Account.fromRecords(world.account.id, world.account.toRecords());
    for (const account of [world.account, again]) {
      assert.deepEqual(refused(SECRET, { name: "key" }, account), taken);
      assert.deepEqual(refused(SECRET, { name: "other" }, account), []);
      assert.deepEqual(refused(SECRET, { name: "key" }, account, "us-east-1"), []);
    }
  });

  it("is in its window for 30 days by default", () => {
    const world = new World();
    world.delete(world.add(SECRET, { name: "key" }));
    assert.deepEqual(refused(SECRET, { name: "key" }, world.account), taken);
  });

  it("is forgotten at once without a window, with its versions", () => {
    const world = new World();
    const secret = world.add(SECRET, { name: "key", recoveryWindowInDays: 0 });
    world.add("aws:secretsmanager/secretVersion:SecretVersion", { secretId: secret.id, secretString: "s" });
    world.delete(secret);
    assert.deepEqual(refused(SECRET, { name: "key" }, world.account), []);
    assert.deepEqual(world.account.all(), []);
  });
});

describe("a task definition's revision", () => {
  it("counts on after all revisions of the family are gone, and stays in an update", () => {
    const world = new World();
    const add = (family: string): number => Number(world.add(TASK, { family }).outputs.revision);
    assert.deepEqual([add("web"), add("web"), add("api")], [1, 2, 1]);
    for (const task of world.account.ofType(TASK)) world.delete(task);
    assert.deepEqual([add("web"), add("api")], [3, 2]);
    const [existing] = world.account.ofType(TASK);
    assert.ok(existing);
    const model = findModel(TASK);
    const inputs = { ...existing.inputs, tags: { owner: "web" } };
    const next = updated(model, inputs, { ...place(TASK), urn: existing.urn }, world.account, existing);
    assert.deepEqual([next.outputs.revision, next.outputs.arn], [3, existing.outputs.arn]);
    put(model, place(TASK), world.account, next);
    assert.equal(add("web"), 4);
  });
});

describe("a pushed image", () => {
  const folder = mkdtempSync(join(tmpdir(), "context-"));
  const build = { context: folder, dockerfile: join(folder, "Dockerfile") };
  const ask = (world: World, imageTag: string): unknown =>
    findInvoke("aws:ecr/getImage:getImage").answer(
      { repositoryName: "web", imageTag },
      place("", "eu-west-1"),
      world.account,
    ).imageDigest;
  const write = (file: string, text: string): void => {
    writeFileSync(join(folder, file), text);
  };
  const inputsOf = (change: Props = {}): Props =>
    settle(findModel(IMAGE), { imageName: `${url}:v1`, build, ...change }, place(IMAGE));
  const url = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web";

  before(() => {
    write("Dockerfile", "FROM scratch");
    write("app.py", "one");
    write(".dockerignore", "*.log");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("stays in its repository when its resource is gone, until the repository goes", () => {
    const world = new World();
    const repository = world.add(REPOSITORY, { name: "web" });
    const image = world.add(IMAGE, { imageName: `${url}:v1`, build });
    world.delete(image);
    assert.equal(`${url}@${String(ask(world, "v1"))}`, image.outputs.repoDigest);
    const input = { inputs: repository.inputs, place: { ...place(REPOSITORY), urn: repository.urn } };
    const rules = refusalsOf(findModel(REPOSITORY), ["delete"], { ...input, account: world.account });
    assert.deepEqual(
      rules.map(({ rule }) => rule),
      ["ecr/repository:not-empty"],
    );
    world.account.addPushedTag("v0", "web");
    world.delete(repository);
    world.add(REPOSITORY, { name: "web" });
    for (const tag of ["v0", "v1"]) assert.throws(() => ask(world, tag), /ImageNotFoundException/);
  });

  it("is what its sources make it, wherever they lie", () => {
    const digest = (): unknown => {
      const { repoDigest } = findModel(IMAGE).create(inputsOf(), place(IMAGE), new Account()).outputs;
      return repoDigest;
    };
    const first = digest();
    write("debug.log", "noise");
    assert.equal(digest(), first);
    write("app.py", "two");
    assert.notEqual(digest(), first);
    write("app.py", "one");
    assert.equal(digest(), first);
    const moved = mkdtempSync(join(tmpdir(), "context-"));
    for (const [file, text] of [
      ["Dockerfile", "FROM scratch"],
      ["app.py", "one"],
    ] as const) {
      writeFileSync(join(moved, file), text);
    }
    writeFileSync(join(moved, ".dockerignore"), "*.log");
    const there = inputsOf({ build: { context: moved, dockerfile: join(moved, "Dockerfile") } });
    const { repoDigest } = findModel(IMAGE).create(there, place(IMAGE), new Account()).outputs;
    rmSync(moved, { recursive: true });
    assert.equal(repoDigest, first);
  });

  it("is built again when its sources change, not when the registry's password does", () => {
    const model = findModel(IMAGE);
    const registry = (password: string, server = url): Props => ({ server, username: "AWS", password });
    const before = inputsOf({ registry: registry("one") });
    assert.deepEqual(changes(model, before, inputsOf({ registry: registry("two") })), []);
    assert.deepEqual(changes(model, before, inputsOf({ registry: registry("one", "other") })), ["registry"]);
    write("app.py", "three");
    assert.deepEqual(changes(model, before, inputsOf({ registry: registry("one") })), ["build"]);
    write("app.py", "one");
  });

  it("loses its tag to the next one and can still be pulled by digest", () => {
    const world = new World();
    world.add(REPOSITORY, { name: "web" });
    const first = world.add(IMAGE, { imageName: `${url}:v1`, build });
    write("app.py", "four");
    const second = world.add(IMAGE, { imageName: `${url}:v1`, build });
    write("app.py", "one");
    assert.notEqual(first.outputs.repoDigest, second.outputs.repoDigest);
    assert.equal(`${url}@${String(ask(world, "v1"))}`, second.outputs.repoDigest);
    assert.ok(world.account.recall("images", String(first.outputs.repoDigest)));
  });
});
