/** What the cloud's process and its users tell each other. */
import type { Props } from "../model";

export interface CloudOptions {
  /** The folder with the account's journal; created if missing. One owner at a time. */
  readonly home: string;
  /** The account's number. @default "111122223333" */
  readonly account?: string;
  /** True: slow operations are answered in the order of a virtual clock. @default false: at once */
  readonly clock?: boolean;
}

/** Something that exists in the account; secret values are masked. */
export interface Thing {
  /** Pulumi's URN of the resource. */
  readonly urn: string;
  /** The URN, or `URN#2` … for what a replacement made. */
  readonly key: string;
  readonly type: string;
  readonly id: string;
  /** The physical name, where the type has one. */
  readonly name?: string;
  readonly region: string;
  readonly inputs: Props;
  readonly outputs: Props;
}

/** Something that the account remembers beyond what exists, such as a deleted secret in its recovery window. */
export interface Remembered {
  readonly topic: string;
  readonly key: string;
}

export type Change = "create" | "update" | "delete";

/** Something that goes wrong on purpose. */
export interface Fault {
  readonly kind: "throttle" | "quota" | "timeout" | "invalid" | "noAnswer" | "rollback";
  /** @default any */
  readonly operation?: Change;
  /** A type token. @default any */
  readonly type?: string;
  /** Pulumi's logical name. @default any */
  readonly name?: string;
  /** The first of the matching operations that fails, from 1. @default 1 */
  readonly nth?: number;
  /** How many matching operations fail from there on. @default 1 */
  readonly times?: number;
}

export interface FiredFault {
  readonly fault: Fault;
  readonly urn: string;
  readonly operation: Change;
}

/** Something that the cloud did. */
export interface Operation {
  readonly urn: string;
  readonly type: string;
  readonly operation: Change | "read" | "construct" | "invoke";
  /** Seconds since the last mark: virtual ones with a clock, real ones without. */
  readonly start: number;
  readonly end: number;
  /** What AWS typically takes. */
  readonly seconds: number;
  readonly error?: string;
}

/** The methods that the process answers, with their arguments and results. */
export interface Methods {
  contents: { readonly argument: undefined; readonly result: readonly Thing[] };
  remembered: { readonly argument: undefined; readonly result: readonly Remembered[] };
  inject: { readonly argument: readonly Fault[]; readonly result: undefined };
  injected: { readonly argument: undefined; readonly result: readonly FiredFault[] };
  operations: { readonly argument: undefined; readonly result: readonly Operation[] };
  mark: { readonly argument: undefined; readonly result: undefined };
  pushTag: {
    readonly argument: { readonly repository: string; readonly tag: string };
    readonly result: undefined;
  };
  stop: { readonly argument: undefined; readonly result: undefined };
}

export type Method = keyof Methods;

export interface Request {
  readonly id: number;
  readonly method: Method;
  readonly argument: unknown;
}

export type Response =
  | { readonly kind: "ready"; readonly ports: Readonly<Record<string, number>> }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly message: string };
