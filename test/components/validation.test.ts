import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { LOG_RETENTION_DAYS } from "../../components/logRetention";
import { outside, refuseProblems } from "../../components/validation";
import { RETENTION_DAYS } from "../../simulator/models/foundation/watching/logs";

describe("refuseProblems", () => {
  it("is silent when there are none", () => {
    assert.doesNotThrow(() => {
      refuseProblems("the thing", []);
    });
  });

  it("throws all of them once, in words and by path", () => {
    const problems = [
      { propertyPath: "port", reason: "got 0; allowed: more" },
      { propertyPath: "size.cpu", reason: "got 1; allowed: 256" },
    ];
    assert.throws(
      () => {
        refuseProblems("the thing", problems);
      },
      (error: unknown) => {
        assert.ok(pulumi.InputPropertiesError.isInstance(error));
        assert.equal(
          error.message,
          "the thing cannot be created: port: got 0; allowed: more; size.cpu: got 1; allowed: 256",
        );
        assert.deepEqual(error.errors, problems);
        return true;
      },
    );
  });
});

describe("outside", () => {
  it("finds nothing wrong with whole numbers from the first to the last", () => {
    for (const value of [2, 3, 4]) assert.deepEqual(outside("count", value, 2, 4), []);
  });

  it("tells of every other number what is allowed", () => {
    for (const value of [1, 5, 2.5, NaN, Infinity, -3]) {
      assert.deepEqual(outside("count", value, 2, 4), [
        { propertyPath: "count", reason: `got ${value}; allowed: whole numbers from 2 to 4` },
      ]);
    }
  });
});

describe("LOG_RETENTION_DAYS", () => {
  it("is what CloudWatch Logs takes, but for 0, which keeps for ever", () => {
    assert.deepEqual([0, ...LOG_RETENTION_DAYS], RETENTION_DAYS);
  });
});
