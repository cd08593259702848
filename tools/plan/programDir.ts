import { resolve } from "node:path";

/** The project's folder: where `index.ts` is, and where the program runs. */
export const PROGRAM_DIR = resolve(__dirname, "../..");
