import assert from "node:assert/strict";
import { inspect } from "node:util";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Account, simulate, type RecordedResource, type Simulation } from "../../simulator";

const config = { "aws:region": "eu-west-1" };
const VALUE = "hush-hush-0123456789";

class Box extends pulumi.ComponentResource {
  constructor(
    name: string,
    build: (parent: pulumi.Resource) => unknown,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("test:index:Box", name, {}, opts);
    build(this);
    this.registerOutputs({ name, token: pulumi.secret(VALUE) });
  }
}

function find(simulation: Simulation, name: string): RecordedResource {
  const found = simulation.resources.find((resource) => resource.name === name);
  assert.ok(found, name);
  return found;
}

/** Runs and asserts that nothing went wrong. */
async function run(program: () => unknown, options: object = {}): Promise<Simulation> {
  const simulation = await simulate({ config, ...options }, program);
  assert.equal(simulation.error, undefined);
  assert.deepEqual(simulation.refusals, []);
  return simulation;
}

/** What a body prints, on either stream. */
async function printed(body: () => Promise<unknown>): Promise<string> {
  const chunks: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams) {
    stream.write = (chunk: unknown) => {
      chunks.push(String(chunk));
      return true;
    };
  }
  try {
    await body();
  } finally {
    streams.forEach((stream, index) => Object.assign(stream, { write: writes[index] }));
  }
  return chunks.join("");
}

describe("what a simulation records", () => {
  it("gives parents and URNs as the engine does", async () => {
    const simulation = await run(() => {
      new Box("outer", (outer) => {
        new Box("inner", (inner) => new aws.ecs.Cluster("main", {}, { parent: inner }), { parent: outer });
      });
    });
    const stack = "urn:pulumi:dev::harena::pulumi:pulumi:Stack::harena-dev";
    const outer = "urn:pulumi:dev::harena::test:index:Box::outer";
    const inner = "urn:pulumi:dev::harena::test:index:Box$test:index:Box::inner";
    const cluster = "urn:pulumi:dev::harena::test:index:Box$test:index:Box$aws:ecs/cluster:Cluster::main";
    assert.deepEqual(
      simulation.resources.map(({ urn, parent }) => [urn, parent]),
      [
        [stack, undefined],
        [outer, stack],
        [inner, outer],
        [cluster, inner],
      ],
    );
    assert.equal(find(simulation, "main").custom, true);
    assert.equal(find(simulation, "outer").custom, false);
  });

  it("gives options and dependencies", async () => {
    const simulation = await run(() => {
      const cluster = new aws.ecs.Cluster("main", {});
      new aws.ecs.ClusterCapacityProviders(
        "providers",
        { clusterName: cluster.name },
        {
          dependsOn: [cluster],
          protect: true,
          ignoreChanges: ["capacityProviders"],
          replaceOnChanges: ["clusterName"],
          deleteBeforeReplace: true,
          retainOnDelete: true,
          aliases: [{ name: "old" }],
          customTimeouts: { create: "5m" },
        },
      );
    });
    const { urn } = find(simulation, "main");
    assert.deepEqual(find(simulation, "providers").options, {
      dependsOn: [urn],
      propertyDependencies: { clusterName: [urn] },
      protect: true,
      ignoreChanges: ["capacityProviders"],
      replaceOnChanges: ["clusterName"],
      deleteBeforeReplace: true,
      retainOnDelete: true,
      aliases: [{ name: "old", parenturn: "urn:pulumi:dev::harena::pulumi:pulumi:Stack::harena-dev" }],
      additionalSecretOutputs: [],
      customTimeouts: { create: "5m" },
      provider: "",
    });
  });

  it("gives stack outputs, what components register, and logs", async () => {
    const simulation = await run(() => {
      new Box("box", () => pulumi.log.warn("mind the step"));
      return { plain: 1, nested: { list: pulumi.output(["a"]) }, token: pulumi.secret(VALUE) };
    });
    assert.deepEqual(Object.keys(simulation.outputs).sort(), ["nested", "plain", "token"]);
    assert.deepEqual(simulation.outputs.nested, { list: ["a"] });
    assert.equal(find(simulation, "box").registeredOutputs?.name, "box");
    assert.deepEqual(simulation.logs, [{ severity: "warning", message: "mind the step", urn: "" }]);
  });

  it("takes region and default tags from an explicit provider, and the region of the resource first", async () => {
    const simulation = await run(() => {
      const provider = new aws.Provider("there", {
        region: "us-east-1",
        defaultTags: { tags: { Stack: "dev" } },
      });
      new aws.ecs.Cluster("there-cluster", { name: "there", tags: { Own: "yes" } }, { provider });
      new aws.ecs.Cluster("elsewhere-cluster", { name: "elsewhere", region: "eu-north-1" }, { provider });
      new aws.ecs.Cluster("here-cluster", { name: "here" });
    });
    const placed = (name: string): unknown => find(simulation, `${name}-cluster`).outputs;
    for (const [name, region, tagsAll] of [
      ["there", "us-east-1", { Stack: "dev", Own: "yes" }],
      ["elsewhere", "eu-north-1", { Stack: "dev" }],
      ["here", "eu-west-1", {}],
    ] as const) {
      const { arn, tagsAll: tags } = placed(name) as { arn: string; tagsAll: object };
      assert.equal(arn, `arn:aws:ecs:${region}:111122223333:cluster/${name}`);
      assert.deepEqual(tags, tagsAll);
    }
  });

  it("is the same for two runs of the same program", async () => {
    const program = (): unknown => {
      const password = new random.RandomPassword("key", { length: 40 });
      const cluster = new aws.ecs.Cluster("main", {});
      return { cluster: cluster.arn, length: password.result.length };
    };
    const [one, other] = [await run(program), await run(program)];
    assert.deepEqual(one.resources, other.resources);
    assert.deepEqual(one.outputs, other.outputs);
  });
});

describe("secrets in a simulation", () => {
  it("are masked in inputs, outputs, JSON and what is printed, and can be revealed", async () => {
    const simulation = await run(
      () => {
        const token = new pulumi.Config("app").requireSecret("token");
        const password = new random.RandomPassword("key", { length: 40 });
        new aws.ecs.Cluster("main", { name: "main", tags: { token } });
        return { token, password: password.result };
      },
      { config: { ...config, "app:token": VALUE }, secretKeys: ["app:token"] },
    );
    const key = find(simulation, "key");
    const password = (key.outputs.result as { reveal: () => unknown }).reveal();
    assert.equal(String(password).length, 40);
    for (const text of [
      JSON.stringify(simulation),
      inspect(simulation, { depth: 20 }),
      String(simulation.outputs.token),
    ]) {
      assert.ok(!text.includes(VALUE), "the token shows");
      assert.ok(!text.includes(String(password)), "the password shows");
    }
    assert.match(inspect(simulation, { depth: 20 }), /\[secret\]/);
  });

  it("do not show in refusals", async () => {
    const simulation = await simulate({ config }, () => {
      new aws.ecs.Cluster("main", { name: pulumi.secret("not a name") });
    });
    assert.deepEqual(
      simulation.refusals.map((refusal) => refusal.rule),
      ["ecs/cluster:format:name"],
    );
    assert.match(simulation.refusals[0]?.reason ?? "", /got "\[secret\]"/);
  });
});

describe("faults in a simulation", () => {
  it("collects all refusals of a run", async () => {
    const simulation = await simulate({ config }, () => {
      new aws.ecs.Cluster("one", { name: "on e" });
      const two = new aws.ecs.Cluster("two", { name: "tw o" });
      return { arn: two.arn };
    });
    assert.equal(simulation.error, undefined);
    assert.deepEqual(
      simulation.refusals.map(({ rule, urn }) => [rule, urn.split("::").pop()]),
      [
        ["ecs/cluster:format:name", "one"],
        ["ecs/cluster:format:name", "two"],
      ],
    );
    assert.equal(simulation.outputs.arn, "arn:aws:ecs:eu-west-1:111122223333:cluster/tw o");
  });

  const faults: readonly (readonly [words: string, program: () => unknown, message: RegExp])[] = [
    ["thrown at once", () => assert.fail("boom"), /boom/],
    ["thrown later", async () => Promise.reject(new Error("boom")), /boom/],
    [
      "thrown inside apply",
      () => void new aws.ecs.Cluster("main", {}).arn.apply(() => assert.fail("boom")),
      /boom/,
    ],
    [
      "thrown inside an output of the stack",
      () => ({ arn: new aws.ecs.Cluster("main", {}).arn.apply((): string => assert.fail("boom")) }),
      /boom/,
    ],
    [
      "thrown inside an input",
      () => {
        const name = pulumi.output("a").apply((): string => assert.fail("boom"));
        const cluster = new aws.ecs.Cluster("main", { name });
        return { arn: cluster.arn };
      },
      /boom/,
    ],
    [
      "an unknown type",
      () => new (class extends pulumi.CustomResource {})("what:is/this:That", "x", {}),
      /no model of the resource type what:is\/this:That/,
    ],
    [
      "an unknown invoke",
      async () => (await pulumi.runtime.invoke("what:is/that:getThat", {})) as unknown,
      /no model of the invoke what:is\/that:getThat/,
    ],
    [
      "the same name twice",
      () => [new aws.ecs.Cluster("main", {}), new aws.ecs.Cluster("main", {})],
      /Duplicate resource URN .*main/,
    ],
    ["a resource that is read", () => aws.ecs.Cluster.get("main", "main"), /is read, not registered/],
  ];
  for (const [words, program, message] of faults) {
    it(`ends in the error: ${words}`, async () => {
      let simulation: Simulation | undefined;
      const noise = await printed(async () => (simulation = await simulate({ config }, program)));
      assert.match(simulation?.error?.message ?? "none", message);
      assert.equal(noise, "");
    });
  }

  it("does not mind a rejection that the program handles", async () => {
    await run(async () => {
      const late = Promise.reject(new Error("handled"));
      await new Promise(setImmediate);
      await late.catch(() => undefined);
    });
  });
});

describe("several simulations in one process", () => {
  const program = (name: string) => (): unknown => ({
    arn: new aws.ecs.Cluster(name, {}).arn,
    stack: pulumi.getStack(),
    setting: new pulumi.Config("app").get("setting"),
  });

  it("are apart, even when started together", async () => {
    const stacks = ["one", "two", "three"];
    const simulations = await Promise.all(
      stacks.map((stack) => simulate({ stack, config: { ...config, "app:setting": stack } }, program(stack))),
    );
    for (const [index, simulation] of simulations.entries()) {
      assert.equal(simulation.error, undefined);
      assert.equal(simulation.resources.length, 2);
      assert.equal(simulation.outputs.stack, stacks[index]);
      assert.equal(simulation.outputs.setting, stacks[index]);
    }
  });

  it("share an account where they are given one", async () => {
    const account = new Account("444455556666");
    await run(() => new aws.ecr.Repository("web", { name: "web" }), { account });
    const second = await simulate({ config, account, stack: "two" }, () => {
      new aws.ecr.Repository("web", { name: "web" });
    });
    assert.deepEqual(
      second.refusals.map((refusal) => refusal.rule),
      ["ecr/repository:duplicate"],
    );
  });
});
