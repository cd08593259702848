/** A Terraform provider's schema, as `terraform providers schema -json` prints it. */

/** A type expression: `"string"`, `["list", "string"]`, `["object", {…}]`. */
export type TerraformType =
  | string
  | readonly ["list" | "set" | "map", TerraformType]
  | readonly ["object", Readonly<Record<string, TerraformType>>];

export interface AttributeSchema {
  readonly type?: TerraformType;
  readonly nested_type?: {
    readonly nesting_mode: string;
    readonly attributes: Readonly<Record<string, AttributeSchema>>;
  };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}

export interface BlockTypeSchema {
  readonly nesting_mode: "single" | "list" | "set" | "map" | "group";
  readonly block: BlockSchema;
  readonly min_items?: number;
  readonly max_items?: number;
}

export interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, BlockTypeSchema>>;
}

export interface ResourceSchema {
  readonly version: number;
  readonly block: BlockSchema;
}

/** The provider's resource types. */
export type ProviderSchema = Readonly<Partial<Record<string, ResourceSchema>>>;

interface SchemaFile {
  readonly provider_schemas: Readonly<
    Record<string, { readonly resource_schemas: Readonly<Record<string, ResourceSchema>> }>
  >;
}

/** Reads the resource types of the only provider in the command's output. */
export function parseSchema(json: string): ProviderSchema {
  const provider = Object.values((JSON.parse(json) as SchemaFile).provider_schemas).at(0);
  if (!provider) throw new Error("terraform providers schema -json named no provider");
  return provider.resource_schemas;
}
