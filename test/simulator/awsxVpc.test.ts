import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import { simulate, type Props, type RecordedResource, type Simulation } from "../../simulator";
import recorded from "../fixtures/awsx-vpc.json";

interface Case {
  readonly args: Props;
  readonly children: readonly {
    readonly type: string;
    readonly name: string;
    readonly parent: string;
    readonly inputs: Props;
    readonly dependsOn?: readonly string[];
  }[];
  readonly outputs: Props;
  readonly warnings?: readonly string[];
}

interface Failure {
  readonly what: string;
  readonly args: Props;
  readonly message: string | null;
}

const OUTPUTS = [
  ...(["vpcId", "vpc", "internetGateway", "subnets", "routeTables", "routeTableAssociations"] as const),
  ...(["routes", "publicSubnets", "privateSubnets", "isolatedSubnets", "publicSubnetIds"] as const),
  ...(["privateSubnetIds", "isolatedSubnetIds", "natGateways", "eips", "vpcEndpoints"] as const),
  "subnetLayout" as const,
];

type Output = (typeof OUTPUTS)[number];

/** Sets whose outputs are compared as well: each resource among them is looked up again, which takes its time. */
const WITH_OUTPUTS = ["A", "B", "C", "D", "F5"];

const config = { "aws:region": "eu-west-1" };

/** Stands in the recordings for what is made up: ids, and what AWS assigns. */
const PLACEHOLDER = /\$\{(\w+):([^}]+)\.(\w+)\}/;

function runVpc(args: Props, outputs: readonly Output[] = []): Promise<Simulation> {
  return simulate({ config }, () => {
    const eips = ["nat-eip-1", "nat-eip-2"].map((name) => new aws.ec2.Eip(name, {}));
    const resolved = withReferences(
      args,
      (_kind, name) => eips.find((_, i) => name === `nat-eip-${i + 1}`)?.id,
    );
    const vpc = new awsx.ec2.Vpc("main", resolved as awsx.ec2.VpcArgs);
    return Object.fromEntries(outputs.map((key) => [key, vpc[key]]));
  });
}

/** Replaces each `${Kind:name.property}` by what `find` gives. */
function withReferences(
  value: unknown,
  find: (kind: string, name: string, property: string) => unknown,
): unknown {
  if (typeof value === "string") {
    const [whole, kind = "", name = "", property = ""] = PLACEHOLDER.exec(value) ?? [];
    return whole === value ? find(kind, name, property) : value;
  }
  if (Array.isArray(value)) return value.map((item) => withReferences(item, find));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item, find)]));
}

function shortName(resource: RecordedResource): string {
  return `${resource.type.split(":").pop() ?? ""}:${resource.name}`;
}

function expectedInputs(simulation: Simulation, inputs: Props): unknown {
  return withReferences(inputs, (kind, name, property) => {
    const found = simulation.resources.find(
      (resource) => shortName(resource) === `${kind}:${name}` && resource.custom,
    );
    return property === "id" ? found?.id : found?.outputs[property];
  });
}

function childrenOf(simulation: Simulation): RecordedResource[] {
  return simulation.resources.filter((resource) => resource.urn.includes("awsx:ec2:Vpc$"));
}

describe("awsx.ec2.Vpc on the simulator", () => {
  it("says that IPv6 is not modelled", async () => {
    const simulation = await runVpc({ assignGeneratedIpv6CidrBlock: true });
    assert.match(String(simulation.error), /no IPv6 addresses/);
  });

  for (const [key, expected] of Object.entries(recorded.cases as unknown as Record<string, Case>)) {
    it(`registers what the real provider registers: set ${key}`, async () => {
      const outputs = WITH_OUTPUTS.includes(key) ? OUTPUTS : [];
      const simulation = await runVpc(expected.args, outputs);
      assert.equal(simulation.error, undefined);
      assertChildren(simulation, expected);
      if (outputs.length > 0) assertOutputs(simulation, expected.outputs);
      assert.deepEqual(
        simulation.logs.map((log) => `${log.severity}: ${log.message}`),
        (expected.warnings ?? []).map((warning) => `warning: ${warning}`),
      );
    });
  }

  for (const failure of Object.values(recorded.errors as unknown as Record<string, Failure>)) {
    it(`${failure.message === null ? "accepts" : "refuses"} what the real provider does: ${failure.what}`, async () => {
      const simulation = await runVpc(failure.args);
      if (failure.message === null) {
        assert.equal(simulation.error, undefined);
      } else {
        assert.equal(oneLine(simulation.error?.message ?? ""), oneLine(failure.message));
        assert.deepEqual(childrenOf(simulation), []);
      }
    });
  }
});

function assertChildren(simulation: Simulation, expected: Case): void {
  const byUrn = new Map(simulation.resources.map((resource) => [resource.urn, resource]));
  const children = childrenOf(simulation);
  assert.deepEqual(
    children.map(shortName).sort(),
    expected.children.map((child) => `${child.type.split(":").pop() ?? ""}:${child.name}`).sort(),
  );
  for (const child of expected.children) {
    const made = children.find(({ type, name }) => type === child.type && name === child.name);
    assert.ok(made);
    assert.deepEqual(made.inputs, expectedInputs(simulation, child.inputs), child.name);
    const parent = byUrn.get(made.parent ?? "");
    assert.equal(parent && shortName(parent), child.parent);
    for (const dependency of child.dependsOn ?? []) {
      const urn = dependency.replace(":", "::");
      assert.ok(
        made.options.dependsOn.some((made) => made.endsWith(urn)),
        dependency,
      );
    }
  }
}

function assertOutputs(simulation: Simulation, expected: Props): void {
  const actual = Object.fromEntries(
    Object.keys(expected).map((key) => [key, pointers(simulation.outputs[key])]),
  );
  assert.deepEqual(actual, expectedInputs(simulation, expected));
}

/** Resources among the outputs as the recordings write them: `resource Kind:name`. */
function pointers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointers);
  if (value === null || typeof value !== "object" || !("urn" in value)) return value;
  const [, , type = "", name = ""] = String(value.urn).split("::");
  return `resource ${type.split(":").pop() ?? ""}:${name}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
