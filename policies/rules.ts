/** Every rule of the pack, in the order in which the README lists them. */
import { rules as containers } from "./containers";
import { rules as https } from "./https";
import { rules as identity } from "./identity";
import type { Rule } from "./lib/rule";
import { rules as network } from "./network";
import { rules as operations } from "./operations";
import { rules as secrets } from "./secrets";
import { rules as storage } from "./storage";

export type { Rule } from "./lib/rule";

export const rules: readonly Rule[] = [
  ...https,
  ...secrets,
  ...network,
  ...identity,
  ...storage,
  ...containers,
  ...operations,
];
