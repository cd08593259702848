import assert from "node:assert/strict";
import type { Props } from "../../../simulator";
import { findInvoke } from "../../../simulator/registry";
import { World } from "../support";

const SERVICE = "aws:ecs/service:Service";
const place = { accountId: "111122223333", region: "eu-west-1", partition: "aws", defaultTags: {} };

function ask(token: string, args: Props, world = new World()): Props {
  return findInvoke(token).answer(args, place, world.account);
}

describe("aws.ecs.getService", () => {
  const token = "aws:ecs/getService:getService";
  const taskDefinition = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3";

  it("tells what the service runs, steadily", () => {
    const world = new World();
    const cluster = world.add("aws:ecs/cluster:Cluster", { name: "main" });
    world.add(SERVICE, { name: "web", cluster: cluster.id, taskDefinition, desiredCount: 2 });
    const answer = ask(token, { clusterArn: cluster.id, serviceName: "web" }, world);
    const { status, desiredCount, runningCount, pendingCount } = answer;
    assert.deepEqual(
      { status, desiredCount, runningCount, pendingCount },
      {
        status: "ACTIVE",
        desiredCount: 2,
        runningCount: 2,
        pendingCount: 0,
      },
    );
    assert.equal(answer.taskDefinition, taskDefinition);
    const [deployment] = answer.deployments as Props[];
    assert.equal(deployment.rolloutState, "COMPLETED");
    assert.equal(deployment.taskDefinition, taskDefinition);
    assert.match(String((answer.events as Props[])[0].message), /steady state/);
  });

  it("tells of a deployment that was rolled back, and of what it went back to", () => {
    const world = new World();
    const cluster = world.add("aws:ecs/cluster:Cluster", { name: "main" });
    const messages = (running: string): string[] => {
      const { urn } = world.add(SERVICE, { name: "web", cluster: cluster.id, taskDefinition: running });
      world.account.remember("services rolled back", urn, true);
      const { events } = ask(token, { clusterArn: cluster.id, serviceName: "web" }, world);
      world.account.remove(urn);
      return (events as Props[]).map(({ message }) => String(message).replace(/ecs-svc\/\w{19}/, "ID"));
    };
    const failed = "(service web) (deployment ID) deployment failed: tasks failed to start.";
    assert.deepEqual(messages(""), [failed]);
    assert.deepEqual(messages(taskDefinition), ["(service web) rolling back to deployment ID.", failed]);
  });

  it("fails for a service that does not exist", () => {
    assert.throws(
      () => ask(token, { clusterArn: "main", serviceName: "web" }),
      /\(web\): couldn't find resource/,
    );
  });
});

describe("aws.ecr invokes", () => {
  const repository = (world: World): string =>
    String(world.add("aws:ecr/repository:Repository", { name: "web" }).outputs.repositoryUrl);
  const image = "aws:ecr/getImage:getImage";

  it("log in to the registry of the account and region", () => {
    for (const token of [
      "aws:ecr/getAuthorizationToken:getAuthorizationToken",
      "aws:ecr/getCredentials:getCredentials",
    ]) {
      const answer = ask(token, { registryId: "111122223333" });
      assert.equal(answer.userName, "AWS");
      assert.equal(answer.proxyEndpoint, "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com");
      const login = Buffer.from(String(answer.authorizationToken), "base64").toString();
      assert.equal(login, `AWS:${String(answer.password)}`);
      assert.throws(() => ask(token, { registryId: "mine" }), /12 digits, got mine/);
    }
  });

  it("find an image that Pulumi pushed", () => {
    const world = new World();
    const built = world.add("docker:index/image:Image", { imageName: `${repository(world)}:v1` });
    const answer = ask(image, { repositoryName: "web", imageTag: "v1" }, world);
    assert.equal(answer.imageUri, built.outputs.repoDigest);
  });

  it("find a tag that was pushed before, and no other", () => {
    const world = new World();
    repository(world);
    world.account.addPushedTag("v0", "web");
    assert.match(
      String(ask(image, { repositoryName: "web", imageTag: "v0" }, world).imageDigest),
      /^sha256:[0-9a-f]{64}$/,
    );
    assert.throws(
      () => ask(image, { repositoryName: "web", imageTag: "v9" }, world),
      /ImageNotFoundException.*v9/,
    );
    assert.throws(
      () => ask(image, { repositoryName: "api", imageTag: "v0" }, world),
      /RepositoryNotFoundException.*api/,
    );
  });
});
