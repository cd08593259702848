/** Writes resources of a Pulumi plan as one Terraform configuration in JSON. */
import type { Props } from "../../simulator/model";
import { findModel } from "../../simulator/registry";
import { argumentOf, terraformType } from "./naming";
import { forOlder } from "./older";
import { REQUIRED_PROVIDERS } from "./plugins";
import { referencing, type Referable } from "./references";
import type { ProviderSchema } from "./schema";
import { blockBody, literal } from "./values";

/** A resource as a plan or a simulated account holds it, secrets revealed. */
export interface Source {
  readonly urn: string;
  readonly type: string;
  /** Distinct among the resources of its type. */
  readonly name: string;
  readonly id: string;
  readonly region: string;
  readonly inputs: Props;
  readonly outputs: Props;
  /** Resources whose outputs a property was made from, by property; absent: any of the configuration. */
  readonly sources?: Readonly<Record<string, readonly string[]>>;
  /** URNs of what must exist before. */
  readonly dependsOn?: readonly string[];
  readonly ignoreChanges?: readonly string[];
}

export interface Options {
  readonly schema: ProviderSchema;
  /** Region of the provider; resources of others get a provider of their own. */
  readonly region: string;
  /** @default none */
  readonly defaultTags?: Readonly<Record<string, string>>;
  /** False to keep values as they are. @default true */
  readonly references?: boolean;
  /** URNs that any property may have been made from. @default none */
  readonly known?: readonly string[];
  /** True to ask nobody for the account's number. @default false */
  readonly offline?: boolean;
  /** Folder that the paths of assets start from. @default none */
  readonly assetsFrom?: string;
}

export interface Configuration {
  readonly json: TerraformJson;
  /** Terraform's address by URN. */
  readonly addresses: ReadonlyMap<string, string>;
  /** What the provider at hand is too old for, `type: argument`, sorted. */
  readonly newer: readonly string[];
  /** The same by address. */
  readonly newerAt: ReadonlyMap<string, readonly string[]>;
}

export interface TerraformJson {
  readonly terraform: object;
  readonly provider: { readonly aws: readonly object[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;
}

/** @throws Error for an AWS type that the provider's schema lacks */
export function configurationOf(sources: readonly Source[], options: Options): Configuration {
  const writer = new Writer(sources, options);
  const resource: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const source of sources) {
    const known = writer.known.get(source.urn);
    if (!known) continue;
    const [type = "", label = ""] = known.address.split(".");
    (resource[type] ??= {})[label] = writer.body(source, known);
  }
  const regions = [...new Set(sources.map(({ region }) => region))].filter(
    (region) => region !== options.region,
  );
  return {
    json: {
      terraform: { required_providers: REQUIRED_PROVIDERS },
      provider: {
        aws: [
          providerBlock(options.region, options),
          ...regions.map((region) => ({ alias: aliasOf(region), ...providerBlock(region, options) })),
        ],
      },
      resource,
    },
    addresses: new Map([...writer.known].map(([urn, { address }]) => [urn, address])),
    newer: [...new Set([...writer.newer.values()].flat())].sort(),
    newerAt: writer.newer,
  };
}

/** A provider that talks to nobody on its own; the endpoint comes from the environment. */
function providerBlock(region: string, { defaultTags, offline = false }: Options): object {
  return {
    region,
    access_key: "test",
    secret_key: "test",
    skip_credentials_validation: true,
    skip_metadata_api_check: "true",
    skip_requesting_account_id: offline,
    skip_region_validation: true,
    s3_use_path_style: true,
    max_retries: 2,
    ...(defaultTags && { default_tags: [{ tags: defaultTags }] }),
  };
}

function aliasOf(region: string): string {
  return region.replaceAll("-", "_");
}

/** A Terraform name: letters, digits, hyphens and underscores, a letter first. */
export function labelOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, "_").replace(/^(?![A-Za-z_])/, "_");
}

class Writer {
  readonly known = new Map<string, Referable>();
  readonly newer = new Map<string, readonly string[]>();

  constructor(
    sources: readonly Source[],
    private readonly options: Options,
  ) {
    const { schema } = options;
    for (const source of sources) {
      const type = terraformType(source.type, schema);
      const block = type === undefined ? undefined : schema[type]?.block;
      if (type === undefined || !block) continue;
      const address = `${type}.${labelOf(source.name)}`;
      if ([...this.known.values()].some((other) => other.address === address)) {
        throw new Error(`two resources would be ${address}`);
      }
      this.known.set(source.urn, { ...source, address, type, block });
    }
  }

  body(source: Source, { address, type, block }: Referable): Record<string, unknown> {
    const newer: string[] = [];
    const { region: _region, ...inputs } = forOlder(source.type, named(source), (words) => newer.push(words));
    const body: Record<string, unknown> = {};
    for (const [property, value] of Object.entries(inputs)) {
      const conversion = {
        text: this.textOf(source, property),
        onUnknown: (path: string) => newer.push(path),
      };
      Object.assign(body, blockBody({ [property]: this.asset(value) }, block, conversion, { type }));
    }
    if (newer.length > 0)
      this.newer.set(
        address,
        newer.map((what) => `${type}: ${withoutIndices(what)}`),
      );
    return { ...body, ...this.meta(source, type, block) };
  }

  private textOf({ urn, sources }: Source, property: string): (text: string) => string {
    if (this.options.references === false) return literal;
    // What replaces a newer argument has no dependencies of its own.
    const named = sources
      ? [...(sources[property] ?? Object.values(sources).flat()), ...(this.options.known ?? [])]
      : [...this.known.keys()].filter((key) => key !== urn);
    const referable = named.flatMap((key) => this.known.get(key) ?? []);
    return referable.length === 0 ? literal : referencing(referable);
  }

  /** A file's path from the folder that Terraform does not run in. */
  private asset(value: unknown): unknown {
    const { assetsFrom } = this.options;
    if (assetsFrom === undefined || value === null || typeof value !== "object" || !("path" in value))
      return value;
    return { path: `${assetsFrom}/${String(value.path)}` };
  }

  private meta(source: Source, type: string, block: Referable["block"]): Record<string, unknown> {
    const before = (source.dependsOn ?? []).flatMap((urn) => this.known.get(urn)?.address ?? []);
    const ignored = (source.ignoreChanges ?? []).flatMap((path) => argumentOf(path, block, type) ?? []);
    return {
      ...(source.region !== this.options.region && { provider: `aws.${aliasOf(source.region)}` }),
      ...(before.length > 0 && { depends_on: [...new Set(before)] }),
      ...(ignored.length > 0 && { lifecycle: { ignore_changes: ignored } }),
    };
  }
}

/** With the name that Pulumi would give by itself; a prefix is the provider's business. */
function named({ type, inputs, outputs }: Source): Props {
  const property = findModel(type).shape.autoName?.property;
  if (property === undefined || inputs[property] !== undefined) return inputs;
  if (inputs[`${property}Prefix`] !== undefined) return inputs;
  return outputs[property] === undefined ? inputs : { [property]: outputs[property], ...inputs };
}

function withoutIndices(path: string): string {
  return path.replaceAll(/\[\d+\]/g, "[]");
}
