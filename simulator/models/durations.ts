/** How long AWS typically takes, by type. */
import type { Durations } from "../model";

export const DURATIONS: ReadonlyMap<string, Durations> = new Map();
