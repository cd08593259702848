/** Explicit provider resources: they exist in no account, but region and default tags are read from them. */
import { hex } from "../ids";
import type { ResourceModel } from "../model";

const PACKAGES = ["aws", "awsx", "docker", "random"];

export const providerModels: readonly ResourceModel[] = PACKAGES.map((name) => ({
  type: `pulumi:providers:${name}`,
  shape: { source: `pulumi-${name}, provider configuration`, replaceOn: [], tags: false },
  rules: [],
  create: (_inputs, place) => ({ id: hex(place.urn, 32), outputs: {} }),
}));
