import assert from "node:assert/strict";
import { criticalPath } from "../../../simulator/cloud/criticalPath";
import type { Operation } from "../../../simulator/cloud/protocol";
import type { StateResource } from "../../../simulator/cloud/stateResource";

const operation = (
  urn: string,
  start: number,
  seconds: number,
  changes: Partial<Operation> = {},
): Operation => ({
  urn,
  type: `t:${urn}`,
  operation: "create",
  start,
  end: start + seconds,
  seconds,
  ...changes,
});

const resource = (urn: string, ...dependencies: string[]): StateResource => ({
  urn,
  type: "t",
  dependencies,
});

const names = (path: ReturnType<typeof criticalPath>): string[] => path.steps.map(({ urn }) => urn);

describe("the critical path", () => {
  it("is empty when nothing changed", () => {
    assert.deepEqual(criticalPath([], []), { makespan: 0, seconds: 0, steps: [] });
    assert.deepEqual(criticalPath([operation("a", 3, 4, { operation: "read" })], []).steps, []);
  });

  it("is the longest chain, not the widest or the last", () => {
    const operations = [
      operation("a", 0, 10),
      operation("b", 0, 30),
      operation("c", 10, 25),
      operation("d", 35, 1),
      operation("e", 0, 34),
    ];
    const resources = [
      resource("a"),
      resource("b"),
      resource("c", "a"),
      resource("d", "b", "c"),
      resource("e"),
    ];
    const path = criticalPath(operations, resources);
    assert.equal(path.seconds, 36);
    assert.equal(path.makespan, 36);
    assert.deepEqual(names(path), ["a", "c", "d"]);
    assert.deepEqual(
      path.steps.map(({ late, waitedFor }) => [late, waitedFor?.urn]),
      [
        [0, undefined],
        [0, "a"],
        [0, "c"],
      ],
    );
  });

  it("shows what the schedule wasted, and where", () => {
    const operations = [operation("a", 5, 10), operation("b", 20, 10), operation("other", 0, 20)];
    const path = criticalPath(operations, [resource("a"), resource("b", "a"), resource("other")]);
    assert.equal(path.makespan, 30);
    assert.equal(path.seconds, 20);
    const [first, second] = criticalPath(operations.slice(0, 2), [resource("b", "a")]).steps;
    assert.deepEqual([first.start, first.late], [0, 0]);
    assert.deepEqual([second.start, second.late], [15, 5]);
  });

  it("follows dependencies through what takes no time or did not change, parents and properties too", () => {
    const resources: StateResource[] = [
      resource("a"),
      { ...resource("component"), parent: "a" },
      { ...resource("same"), propertyDependencies: { x: ["component"], y: null } },
      resource("quick", "same"),
      resource("b", "quick"),
    ];
    const path = criticalPath(
      [operation("a", 0, 7), operation("quick", 7, 0), operation("b", 7, 5)],
      resources,
    );
    assert.equal(path.seconds, 12);
    assert.deepEqual(names(path), ["a", "b"]);
    assert.equal(path.steps[1]?.waitedFor?.urn, "quick");
  });

  it("turns dependencies round for deletes", () => {
    const gone = { operation: "delete" } as const;
    const path = criticalPath(
      [operation("service", 0, 60, gone), operation("cluster", 60, 5, gone), operation("zone", 0, 1, gone)],
      [resource("cluster"), resource("service", "cluster"), resource("zone")],
    );
    assert.equal(path.seconds, 65);
    assert.deepEqual(names(path), ["service", "cluster"]);
  });

  it("lets a replaced thing go when what depends on it has turned to the new one", () => {
    const path = criticalPath(
      [
        operation("a", 0, 10),
        operation("b", 10, 20, { operation: "update" }),
        operation("a", 30, 5, { operation: "delete" }),
      ],
      [resource("a"), resource("b", "a")],
    );
    assert.deepEqual(
      path.steps.map((step) => `${step.operation} ${step.urn}`),
      ["create a", "update b", "delete a"],
    );
    assert.equal(path.seconds, 35);
  });

  it("makes a replacement wait for a delete that has to come first", () => {
    const path = criticalPath(
      [operation("a", 0, 5, { operation: "delete" }), operation("a", 5, 10)],
      [resource("a")],
    );
    assert.equal(path.seconds, 15);
  });

  it("leaves failed operations out and survives a cycle", () => {
    const failed = operation("c", 0, 100, { error: "no" });
    const path = criticalPath(
      [operation("a", 0, 5), operation("b", 5, 5), failed],
      [resource("a", "b"), resource("b", "a"), resource("c")],
    );
    assert.ok(path.seconds >= 5 && path.seconds <= 10);
  });

  it("takes a few milliseconds for a thousand resources", () => {
    const urns = Array.from({ length: 1000 }, (_, at) => `r${at}`);
    const resources = urns.map((urn, at) => resource(urn, ...urns.slice(Math.max(0, at - 5), at)));
    const began = performance.now();
    const path = criticalPath(
      urns.map((urn, at) => operation(urn, at, 1)),
      resources,
    );
    assert.equal(path.seconds, 1000);
    assert.ok(performance.now() - began < 1000);
  });
});
