/** What runs: task definitions, images, registries and services. */
import type { Rule } from "./lib/rule";

export const rules: readonly Rule[] = [];
