/** What lets people run it: logs, alarms, schedules, budgets, tags. */
import type { Rule } from "./lib/rule";

export const rules: readonly Rule[] = [];
