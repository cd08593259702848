/** Places of a resource whose values everybody sees who may look at it: no secret may be there. */
import type { Findings } from "./findings";
import { isSecretBy, secretIn, type NameSettings } from "./namedValues";
import { asList, at, keysOf, plainText, shown } from "./reading";
import { holdsMarked, isMarked, type ValuePath } from "./secretMarks";
import { secretFormIn, type Look } from "./secretValues";

/** What all checks of one rule on one resource need. */
export interface ClearText {
  readonly props: unknown;
  readonly findings: Findings;
  readonly settings: NameSettings;
  /** Ends each violation: what to do instead, or why it is in clear. */
  readonly advice: string;
}

const MARKED = "holds what the program itself marks as a secret";

/** A text, such as a script or a description. */
export function checkText(clear: ClearText, path: ValuePath, look: Look = {}): void {
  const { props, findings, settings, advice } = clear;
  findings.attempt(() => {
    const reason = holdsMarked(props, path) ? MARKED : textReason(at(props, ...path), settings, look);
    if (reason !== undefined) findings.violation(`${written(path)} ${reason}; ${advice}`);
  });
}

/**
 * An object of names and values, or a list of `{ name, value }`.
 *
 * @param isClear whether an entry of a list holds its value itself @default every one does
 */
export function checkTable(
  clear: ClearText,
  path: ValuePath,
  isClear: (index: number) => boolean = () => true,
): void {
  const { props, findings, settings, advice } = clear;
  const say = (name: string, reason: string): void => {
    findings.violation(`${written(path)} ${shown(name)} ${reason}; ${advice}`);
  };
  if (isMarked(props, path)) {
    findings.violation(`${written(path)} ${MARKED}; ${advice}`);
    return;
  }
  findings.attempt(() => {
    entriesAt(props, path).forEach((entry, index) => {
      findings.attempt(() => {
        if (!isClear(index)) return;
        const name = entry.name();
        const reason = holdsMarked(props, entry.path)
          ? MARKED
          : secretIn(name, at(props, ...entry.path), settings);
        if (reason !== undefined) say(name, reason);
      });
    });
  });
}

/** Why a text may not stand in clear, without any part of it; undefined when it may. */
export function textReason(text: unknown, settings: NameSettings, look: Look = {}): string | undefined {
  if (typeof text !== "string") return undefined;
  const form = secretFormIn(text, { isSecret: isSecretBy(settings), ...look });
  return form === undefined ? undefined : `holds ${form}`;
}

/** A path as messages show it: `environment.variables`, `origins[0].path`. */
export function written(path: ValuePath): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join("");
}

interface Entry {
  /** @throws the unknown value */
  readonly name: () => string;
  readonly path: ValuePath;
}

function entriesAt(props: unknown, path: ValuePath): readonly Entry[] {
  const table = at(props, ...path);
  if (!Array.isArray(table))
    return keysOf(table).map((name) => ({ name: () => name, path: [...path, name] }));
  return asList(table).map((_, index) => ({
    name: () => plainText(at(props, ...path, index, "name")),
    path: [...path, index, "value"],
  }));
}
