/** A Terraform state written by hand: resources that exist nowhere, for plans that ask nobody. */
import type { BlockSchema, ProviderSchema } from "./schema";
import type { ResourceChange } from "./terraform";

export interface Instance {
  /** `aws_vpc.main` */
  readonly address: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export function stateOf(instances: readonly Instance[], schema: ProviderSchema): object {
  return {
    version: 4,
    terraform_version: "1.11.4",
    serial: 1,
    lineage: "00000000-0000-0000-0000-000000000000",
    outputs: {},
    resources: instances.map(({ address, attributes }) => {
      const [type = "", name = ""] = address.split(".");
      return {
        mode: "managed",
        type,
        name,
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [{ schema_version: schema[type]?.version ?? 0, attributes }],
      };
    }),
  };
}

/**
 * What a resource's state would be after the creation that was planned: what AWS computes comes from `computed`, or is
 * empty.
 */
export function attributesAfter(
  { after, after_unknown: unknown = {} }: ResourceChange["change"],
  block: BlockSchema,
  id: string,
  computed: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const attributes: Record<string, unknown> = { ...after, id };
  for (const argument of Object.keys(unknown).filter((name) => unknown[name] === true && name !== "id")) {
    const value = computed[argument];
    const type = block.attributes?.[argument]?.type;
    if (typeof value === "string") attributes[argument] = value;
    else if (Array.isArray(type)) attributes[argument] = type[0] === "map" ? {} : [];
  }
  return attributes;
}
