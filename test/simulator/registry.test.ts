import assert from "node:assert/strict";
import { allInvokes, allModels } from "../../simulator/models";
import { findInvoke, findModel } from "../../simulator/registry";

describe("the simulator's models", () => {
  it("are one for each resource type and each invoke", () => {
    const names = [...allModels.map(({ type }) => type), ...allInvokes.map(({ token }) => token)];
    assert.deepEqual([...new Set(names)], names);
  });

  it("are missed with an error that names what nobody models", () => {
    assert.throws(
      () => findModel("aws:none/none:None"),
      /^Error: the simulator has no model of the resource type aws:none\/none:None$/,
    );
    assert.throws(
      () => findInvoke("aws:none/getNone:getNone"),
      /^Error: the simulator has no model of the invoke aws:none\/getNone:getNone$/,
    );
  });
});
