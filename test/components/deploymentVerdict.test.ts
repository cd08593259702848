import assert from "node:assert/strict";
import { verifyDeployment } from "../../components/deploymentVerdict";

const arn = (revision: number): string =>
  `arn:aws:ecs:eu-west-1:111122223333:task-definition/harena-dev-user:${revision}`;
const events = Array.from({ length: 12 }, (_, index) => ({
  createdAt: `2026-01-01T00:00:${10 + index}Z`,
  message: `event ${index}`,
}));

describe("verifyDeployment", () => {
  it("gives the task definition that runs as asked", () => {
    assert.equal(verifyDeployment(arn(2), { serviceName: "user", taskDefinition: arn(2), events }), arn(2));
  });

  it("throws what was asked for, what runs, and the last ten events", () => {
    assert.throws(
      () => verifyDeployment(arn(3), { serviceName: "user", taskDefinition: arn(2), events }),
      (error: Error) => {
        const lines = error.message.split("\n");
        assert.equal(
          lines[0],
          "the deployment of user was rolled back: asked for harena-dev-user:3, it runs harena-dev-user:2.",
        );
        assert.equal(lines.filter((line) => line.includes("event ")).length, 10);
        assert.equal(lines[2], "  2026-01-01T00:00:10Z  event 0");
        assert.equal(
          lines.at(-1),
          "The tasks that serve are the old ones. Mend the cause and run pulumi up again.",
        );
        return true;
      },
    );
  });

  it("says that no task serves after a first deployment that failed", () => {
    assert.throws(
      () => verifyDeployment(arn(1), { serviceName: "user", taskDefinition: "", events }),
      /asked for harena-dev-user:1, it runs none\.[^]*\nNo task serves\. Mend the cause/,
    );
  });

  it("says where to look when there are no events", () => {
    assert.throws(
      () => verifyDeployment(arn(3), { serviceName: "user", taskDefinition: arn(2), events: [] }),
      /It has no events; look at its log group\./,
    );
  });
});
