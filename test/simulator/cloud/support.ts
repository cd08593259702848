import { Account } from "../../../simulator/account";
import { Estate } from "../../../simulator/cloud/estate";
import { Resources, type Subject } from "../../../simulator/cloud/resources";
import type { ProviderSettings } from "../../../simulator/cloud/settings";
import type { Wire } from "../../../simulator/cloud/values";

export const SETTINGS: ProviderSettings = { region: "eu-west-1", defaultTags: { Project: "p" } };

export function subject(type: string, name: string, settings = SETTINGS): Subject {
  return { urn: `urn:pulumi:dev::p::${type}::${name}`, type, name, settings };
}

export function resources(account = new Account()): Resources {
  return new Resources(new Estate(account));
}

/** Checks and creates, as the engine does; throws what is refused. */
export function make(
  cloud: Resources,
  about: Subject,
  news: Wire,
): { id: string; inputs: Wire; outputs: Wire } {
  const { inputs, failures } = cloud.check(about, undefined, news);
  if (failures.length > 0) throw new Error(failures.join("; "));
  const { id, properties } = cloud.create(about, inputs);
  return { id, inputs, outputs: properties };
}
