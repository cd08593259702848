/** What is stored: buckets, queues, tables and their protection. */
import type { Rule } from "./lib/rule";

export const rules: readonly Rule[] = [];
