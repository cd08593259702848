/** What a mutation is, and short ways to say the usual ones. */
import { inside, type Mutable, type Plan } from "./plan";

export interface Mutation {
  /** What goes wrong, in a few words. */
  readonly what: string;
  /** The rules that must see it, each with the resource (or resources) to which it must point; no other may. */
  readonly expect: Readonly<Record<string, string | readonly string[]>>;
  readonly change: (plan: Plan) => void;
  /** @default both */
  readonly stacks?: readonly Stack[];
}

export type Stack = "dev" | "prod";

/** One resource loses, gains or changes properties; `at` where the violation is, if not there. */
export function changed(
  what: string,
  type: string,
  name: string,
  change: (props: Mutable) => void,
  rule: string,
  { at = name, stacks }: { readonly at?: string; readonly stacks?: readonly Stack[] } = {},
): Mutation {
  return {
    what,
    expect: { [rule]: at },
    change: (plan) => {
      plan.change(type, name, change);
    },
    ...(stacks && { stacks }),
  };
}

/** A changer of one property at a path, for {@link changed}. */
export function put(value: unknown, ...path: readonly (string | number)[]): (props: Mutable) => void {
  return (props) => {
    inside(props, ...path.slice(0, -1))[path.at(-1) ?? ""] = structuredClone(value);
  };
}

/** A changer that takes a property away, for {@link changed}. */
export function drop(...path: readonly (string | number)[]): (props: Mutable) => void {
  return (props) => {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- that is the mutation
    delete inside(props, ...path.slice(0, -1))[path.at(-1) ?? ""];
  };
}

/** A changer within a property that holds JSON text, for {@link changed}. */
export function within(key: string, change: (document: Mutable) => void): (props: Mutable) => void {
  return (props) => {
    const document = JSON.parse(props[key] as string) as Mutable;
    change(document);
    props[key] = JSON.stringify(document);
  };
}

/** A changer of the application's container, which is a task definition's first. */
export function container(change: (container: Mutable) => void): (props: Mutable) => void {
  return within("containerDefinitions", (containers) => {
    change(inside(containers, 0));
  });
}

/** A changer of a policy's statement by its place or its Sid. */
export function statement(
  which: number | string,
  change: (statement: Mutable) => void,
  key = "policy",
): (props: Mutable) => void {
  return within(key, ({ Statement }) => {
    const statements = Statement as Mutable[];
    const found = typeof which === "number" ? statements[which] : statements.find(({ Sid }) => Sid === which);
    if (!found) throw new Error(`no statement ${which}`);
    change(found);
  });
}
