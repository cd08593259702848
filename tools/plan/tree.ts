/** A stack's resources as the tree that components make of them. */
import type { RecordedResource } from "../../simulator";

export interface Branch {
  readonly resource: RecordedResource;
  /** In the order of registration. */
  readonly children: readonly Branch[];
  /** Cloud resources in it, itself included: components are none. */
  readonly count: number;
}

/** The stack's own children, in the program's order. */
export function treeOf(resources: readonly RecordedResource[]): readonly Branch[] {
  const byParent = new Map<string | undefined, RecordedResource[]>();
  for (const resource of resources) {
    const siblings = byParent.get(resource.parent);
    if (siblings) siblings.push(resource);
    else byParent.set(resource.parent, [resource]);
  }
  const grow = (resource: RecordedResource): Branch => {
    const children = (byParent.get(resource.urn) ?? []).map(grow);
    const own = isCloudResource(resource) ? 1 : 0;
    return { resource, children, count: children.reduce((sum, child) => sum + child.count, own) };
  };
  return (byParent.get(undefined) ?? []).flatMap((stack) => grow(stack).children);
}

/** What exists on AWS, or is made for it: neither a component, nor the stack, nor a provider. */
export function isCloudResource({ custom, type }: RecordedResource): boolean {
  return custom && !type.startsWith("pulumi:");
}

/** `aws:ec2/eip:Eip` as `ec2.Eip`, `docker:index/image:Image` as `docker.Image`, components by their name. */
export function shortType(type: string): string {
  const [provider = "", module = "", name = ""] = type.split(":");
  if (provider === "pulumi") return `provider.${name}`;
  if (provider === "harena") return name;
  const [folder = ""] = module.split("/");
  return provider === "aws"
    ? `${folder}.${name}`
    : `${provider}.${folder === "index" ? "" : `${folder}.`}${name}`;
}

const NAMES = ["bucket", "family", "fqdn", "name", "imageName"] as const;

/** The name under which people meet it on AWS; nothing where only an id tells it apart. */
export function physicalNameOf({ type, custom, outputs }: RecordedResource): string | undefined {
  if (!custom) return undefined;
  if (type.startsWith("aws:s3/bucketObject")) return undefined;
  const name = NAMES.map((key) => outputs[key]).find((value) => typeof value === "string");
  return typeof name === "string" ? name : undefined;
}
