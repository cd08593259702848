import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Controller } from "../../../simulator/cloud/controller";
import { InitFailed } from "../../../simulator/cloud/errors";
import { Faults } from "../../../simulator/cloud/faults";
import { Journal } from "../../../simulator/cloud/journal";
import type { Fault } from "../../../simulator/cloud/protocol";
import { resources, subject } from "./support";

const TOPIC = "aws:sns/topic:Topic";
const SERVICE = "aws:ecs/service:Service";

describe("faults", () => {
  const hits = (fault: Fault, ...names: string[]): (string | undefined)[] => {
    const faults = new Faults();
    faults.inject([fault]);
    return names.map((name) => faults.next(subject(TOPIC, name), "create"));
  };

  it("hit the n-th matching operation, so many times", () => {
    assert.deepEqual(hits({ kind: "quota" }, "a", "b"), ["quota", undefined]);
    assert.deepEqual(hits({ kind: "quota", nth: 2, times: 2 }, "a", "b", "c", "d"), [
      undefined,
      "quota",
      "quota",
      undefined,
    ]);
    assert.deepEqual(hits({ kind: "quota", name: "b" }, "a", "b", "b"), [undefined, "quota", undefined]);
    assert.deepEqual(hits({ kind: "quota", type: "other" }, "a"), [undefined]);
    assert.deepEqual(hits({ kind: "quota", operation: "delete" }, "a"), [undefined]);
  });

  it("roll back nothing but the deployments of services", () => {
    const faults = new Faults();
    faults.inject([{ kind: "rollback" }]);
    assert.equal(faults.next(subject(TOPIC, "a"), "create"), undefined);
    assert.equal(faults.next(subject(SERVICE, "a"), "delete"), undefined);
    assert.equal(faults.next(subject(SERVICE, "a"), "update"), "rollback");
  });

  it("tell which of them happened, and begin anew with the next list", () => {
    const faults = new Faults();
    const fault: Fault = { kind: "throttle" };
    faults.inject([fault, { kind: "quota", name: "never" }]);
    faults.next(subject(TOPIC, "a"), "create");
    assert.deepEqual(faults.fired(), [{ fault, urn: subject(TOPIC, "a").urn, operation: "create" }]);
    faults.inject([fault]);
    assert.deepEqual(faults.fired(), []);
    assert.equal(faults.next(subject(TOPIC, "a"), "create"), "throttle");
  });
});

describe("operations that fail on purpose", () => {
  let home: string;
  let controller: Controller;
  const caller = Object.assign(new EventEmitter(), { getPeer: () => "engine" });
  const about = subject(TOPIC, "t");

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "cloud-"));
    controller = new Controller(resources(), Journal.open(home).journal);
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });
  const create = () =>
    controller.create(about, controller.resources.check(about, undefined, {}).inputs, caller);
  const exists = (): boolean => controller.resources.estate.account.all().length > 0;

  for (const [kind, code] of [
    ["throttle", "StatusCode: 400, .* ThrottlingException: Rate exceeded"],
    ["quota", "StatusCode: 400, .* LimitExceededException"],
    ["timeout", "StatusCode: 408, .* RequestTimeout"],
    ["invalid", "StatusCode: 400, .* ValidationException"],
  ] as const) {
    it(`${kind}: nothing happens, in AWS's words, and the next try succeeds`, async () => {
      controller.faults.inject([{ kind }]);
      await assert.rejects(create(), new RegExp(`creating SNS Topic \\(t\\): .*${code}`));
      assert.ok(!exists());
      await create();
      assert.ok(exists());
    });
  }

  it("noAnswer: what was created or changed exists, with its id and state in the error", async () => {
    controller.faults.inject([{ kind: "noAnswer", times: 2 }]);
    const fault = await create().then(
      () => assert.fail("it succeeded"),
      (error: unknown) => error,
    );
    assert.ok(fault instanceof InitFailed);
    assert.match(fault.id, /^arn:aws:sns:/);
    assert.equal(fault.properties.arn, fault.id);
    assert.match(fault.reasons[0] ?? "", /waiting for Topic .* create: timeout/);
    const news = { ...fault.inputs, displayName: "d" };
    await assert.rejects(controller.update(about, fault.id, news, caller), InitFailed);
    assert.equal(controller.resources.read(about, fault.id, fault.properties)?.properties.displayName, "d");
  });

  it("noAnswer: what was deleted is gone, and deleting it again succeeds", async () => {
    const { id } = await create();
    controller.faults.inject([{ kind: "noAnswer", operation: "delete" }]);
    await assert.rejects(controller.delete(about, id, {}, caller), /waiting for Topic .* delete: timeout/);
    assert.ok(!exists());
    await controller.delete(about, id, {}, caller);
  });

  it("are recorded with their error, as everything is", async () => {
    await create();
    controller.mark();
    controller.faults.inject([{ kind: "quota" }]);
    await assert.rejects(create());
    const [operation] = controller.operations();
    assert.equal(controller.operations().length, 1);
    assert.equal(operation.operation, "create");
    assert.equal(operation.urn, about.urn);
    assert.match(operation.error ?? "", /LimitExceeded/);
  });
});
