/** What an engine's provider resource says: where its resources go and which tags they get. */
import type { Props } from "../model";
import { defaultTagsOf } from "../provision";
import { plainProps, type Wire } from "./values";

/** The packages that the cloud serves. */
export const PACKAGES = ["aws", "awsx", "docker", "random"] as const;

export type PackageName = (typeof PACKAGES)[number];

export interface ProviderSettings {
  readonly region: string;
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** The AWS SDKs' own region where none is named. */
const DEFAULT_REGION = "us-east-1";

export const NO_SETTINGS: ProviderSettings = { region: DEFAULT_REGION, defaultTags: {} };

/** Reads the arguments of a Configure request. */
export function settingsOf(args: Wire): ProviderSettings {
  const config: Props = plainProps(args);
  const { region } = config;
  return {
    region: typeof region === "string" && region !== "" ? region : DEFAULT_REGION,
    defaultTags: defaultTagsOf(config),
  };
}
