/** Cases that follow from a type's declared shape, and those that all policy documents and tags share. */
import { findModel } from "../../../simulator/registry";
import type { Props } from "../../../simulator/model";
import type { Shape } from "../../../simulator/shape";
import { describeRules, setPath, type Change, type RuleCases, type World } from "../support";

type Breaks = Record<string, Change | readonly Change[]>;

interface Cases extends Omit<RuleCases, "breaks"> {
  /** Cases of the type's own rules, and of declared ones whose plain case would break another rule too. */
  readonly breaks?: RuleCases["breaks"];
  /** Values that fit where a declared case needs one, by path. */
  readonly samples?: Readonly<Record<string, unknown>>;
}

/** What no name, ARN, number or date may be. */
const NONSENSE = "\u201c no: such*thing\\ ";
export const FOREIGN_ARN = "arn:aws:sqs:eu-west-1:444455556666:other";

/** {@link describeRules} with the declared rules' cases filled in. */
export function describeType(type: string, { breaks = {}, samples = {}, ...rest }: Cases): void {
  const declared = new Declared(findModel(type).shape, samples);
  describeRules(type, { ...rest, breaks: { ...declared.breaks(), ...breaks } });
}

class Declared {
  constructor(
    private readonly shape: Shape,
    private readonly samples: Readonly<Record<string, unknown>>,
  ) {}

  breaks(): Breaks {
    const { required, conflicts, exactlyOneOf, atLeastOneOf } = this.shape;
    const breaks: Breaks = {};
    for (const path of required ?? []) breaks[`required:${path}`] = this.set({ [path]: undefined });
    for (const set of conflicts ?? []) breaks[`conflicts:${set.join("+")}`] = this.set(this.sampled(set));
    for (const set of exactlyOneOf ?? []) breaks[`exactlyOneOf:${set.join("+")}`] = this.removed(set);
    for (const set of atLeastOneOf ?? []) breaks[`atLeastOneOf:${set.join("+")}`] = this.removed(set);
    return { ...breaks, ...this.values() };
  }

  private values(): Breaks {
    const { values, ranges, lengths, formats } = this.shape;
    const breaks: Breaks = {};
    for (const path of Object.keys(values ?? {})) breaks[`values:${path}`] = this.set({ [path]: "nonsense" });
    for (const path of Object.keys(formats ?? {})) breaks[`format:${path}`] = this.set({ [path]: NONSENSE });
    for (const [path, [minimum, maximum]] of Object.entries(ranges ?? {})) {
      const outside = [minimum - 1, maximum + 1].filter(Number.isFinite);
      breaks[`range:${path}`] = outside.map((value) => this.set({ [path]: value }));
    }
    for (const [path, [, maximum]] of Object.entries(lengths ?? {})) {
      breaks[`length:${path}`] = this.set({ [path]: "a".repeat(maximum + 1) });
    }
    return breaks;
  }

  private sampled(paths: readonly string[]): Props {
    return Object.fromEntries(paths.map((path) => [path, this.sample(path)]));
  }

  private removed(paths: readonly string[]): Change {
    return Object.fromEntries(paths.map((path) => [path, undefined]));
  }

  /** Sets the paths and, beside each, what its parent requires. */
  private set(changes: Props): Change {
    return (inputs) => {
      // A prefix and a name exclude each other, which is a case of its own.
      if ("namePrefix" in changes && !("name" in changes)) inputs.name = undefined;
      for (const path of Object.keys(changes)) this.fillParents(inputs, path);
      for (const [path, value] of Object.entries(changes))
        setPath(inputs, concrete(path), structuredClone(value));
    };
  }

  private fillParents(inputs: Props, path: string): void {
    const parts = path.split(".");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const parent = parts.slice(0, depth).join(".");
      if (valueAt(inputs, concrete(parent)) !== undefined) continue;
      setPath(inputs, concrete(parent), structuredClone(this.samples[parent] ?? {}));
      for (const sibling of this.shape.required ?? []) {
        if (sibling.startsWith(`${parent}.`) && sibling.split(".").length === depth + 1) {
          setPath(inputs, concrete(sibling), this.sample(sibling));
        }
      }
    }
  }

  private sample(path: string): unknown {
    if (path in this.samples) return structuredClone(this.samples[path]);
    const { values, ranges, formats } = this.shape;
    if (values?.[path]) return values[path][0];
    if (ranges?.[path]) return ranges[path][0];
    if (formats?.[path]?.words.startsWith("an ARN")) return FOREIGN_ARN;
    return "1";
  }
}

function concrete(path: string): string {
  return path.replaceAll("[]", "[0]");
}

function valueAt(inputs: Props, path: string): unknown {
  return path
    .replaceAll(/\[(\d+)\]/g, ".$1")
    .split(".")
    .reduce<unknown>((value, key) => (value as Props | undefined)?.[key], inputs);
}

export const IDENTITY_STATEMENT = {
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::files/*",
};
export const TRUST_STATEMENT = {
  Effect: "Allow",
  Principal: { Service: "ecs-tasks.amazonaws.com" },
  Action: "sts:AssumeRole",
};

export function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function trustPolicy(service = "ecs-tasks.amazonaws.com"): string {
  return policyOf({ ...TRUST_STATEMENT, Principal: { Service: service } });
}

/** One fault each in the policy at `path`; `good` is a statement that nothing refuses there. */
export function policyBreaks(
  path: string,
  kind: "identity" | "trust" | "resource",
  good: Props,
  max?: number,
): Breaks {
  const name = path.replaceAll("[0]", "[]");
  const set = (value: unknown): Change => ({ [path]: value });
  const one = (change: Props): Change => set(policyOf({ ...good, ...change }));
  const sid = { ...good, Sid: "Twice" };
  return {
    [`${name}-json`]: [set("not JSON"), set("[]"), set(" {}"), set('"text"')],
    [`${name}-version`]: set(JSON.stringify({ Version: "2024-01-01", Statement: [good] })),
    [`${name}-statement`]: [set('{"Version":"2012-10-17"}'), set('{"Statement":[]}')],
    [`${name}-sid`]: set(policyOf(sid, sid)),
    [`${name}-effect`]: [one({ Effect: "allow" }), one({ Effect: undefined })],
    [`${name}-action`]: [
      one({ Action: undefined }),
      one({ Action: "GetObject" }),
      one({ NotAction: good.Action }),
      ...(kind === "trust" ? [one({ Action: "s3:GetObject" })] : []),
    ],
    [`${name}-resource`]:
      kind === "trust"
        ? one({ Resource: "*" })
        : [one({ Resource: undefined }), one({ Resource: "files/*" })],
    [`${name}-principal`]:
      kind === "identity"
        ? one({ Principal: "*" })
        : [
            one({ Principal: undefined }),
            one({ Principal: { Service: "ecs-tasks" } }),
            one({ Principal: { Aws: "*" } }),
            one({ Principal: { AWS: "role/x" } }),
          ],
    ...(kind !== "identity" && {
      [`${name}-principal-role`]: one({ Principal: { AWS: ["arn:aws:iam::111122223333:role/gone", ROOT] } }),
    }),
    ...(max !== undefined && { [`${name}-size`]: one({ Sid: "a".repeat(max) }) }),
  };
}

export const ROOT = "arn:aws:iam::111122223333:root";

/** One fault each in the tags. */
export function tagBreaks(anyCharacter = false): Breaks {
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key-${index}`, "value"]));
  return {
    tags: [
      { tags: many },
      { tags: { "aws:name": "value" } },
      { tags: { AWS: "fine", "AWS:name": "value" } },
      { tags: { ["k".repeat(129)]: "value" } },
      { tags: { "": "value" } },
      { tags: { key: "v".repeat(257) } },
      ...(anyCharacter ? [] : [{ tags: { key: "semi;colon" } }]),
    ],
  };
}

/** A VPC with an internet gateway, a subnet in it and a security group. */
export function network(world: World): { vpc: string; subnet: string; group: string } {
  const vpc = world.add("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true }).id;
  world.add("aws:ec2/internetGateway:InternetGateway", { vpcId: vpc });
  const subnet = world.add("aws:ec2/subnet:Subnet", { vpcId: vpc, cidrBlock: "10.0.0.0/24" }).id;
  const group = world.add("aws:ec2/securityGroup:SecurityGroup", { vpcId: vpc }).id;
  return { vpc, subnet, group };
}

/** The compliant inputs' network in a change, without making another. */
export function only(world: World, type: string): string {
  const found = world.account.ofType(type).at(0);
  if (!found) throw new Error(`no ${type} in the world`);
  return found.id;
}
