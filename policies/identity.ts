/** Roles, trust and keys: who may do what. */
import type { Rule } from "./lib/rule";

export const rules: readonly Rule[] = [];
