import { createHash } from "node:crypto";
import type { Props, ResourceModel, Rule } from "../../../model";
import type { Shape } from "../../../shape";
import { rule } from "../../foundation/kit/rules";
import { num, text } from "../../foundation/kit/values";

const SOURCE = "terraform-provider-random, password and string";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

interface Kind {
  readonly flag: string;
  readonly minimum: string;
  readonly characters: (inputs: Props) => string;
}

const KINDS: readonly Kind[] = [
  { flag: "lower", minimum: "minLower", characters: () => "abcdefghijklmnopqrstuvwxyz" },
  { flag: "upper", minimum: "minUpper", characters: () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  { flag: "numeric", minimum: "minNumeric", characters: () => "0123456789" },
  {
    flag: "special",
    minimum: "minSpecial",
    characters: (inputs) => text(inputs, "overrideSpecial") ?? SPECIAL,
  },
];

/** Everything is drawn once and kept: a change of any input draws anew. */
const SHAPE: Shape = {
  source: SOURCE,
  replaceOn: [
    ...KINDS.flatMap(({ flag, minimum }) => [flag, minimum]),
    "length",
    "keepers",
    "overrideSpecial",
  ],
  required: ["length"],
  ranges: { length: [1, 1000000] },
  defaults: {
    ...Object.fromEntries(KINDS.map(({ flag }) => [flag, true])),
    ...Object.fromEntries(KINDS.map(({ minimum }) => [minimum, 0])),
  },
  tags: false,
};

export const randomPassword: ResourceModel = {
  type: "random:index/randomPassword:RandomPassword",
  shape: { ...SHAPE },
  rules: textRules("random/randomPassword"),
  create: (inputs, place) => {
    const result = draw(inputs, place.urn);
    const bcryptHash = `$2a$10$${createHash("sha256").update(`bcrypt|${place.urn}`).digest("hex").slice(0, 53)}`;
    return { id: "none", outputs: { result, bcryptHash } };
  },
  secretOutputs: ["result", "bcryptHash"],
};

export const randomString: ResourceModel = {
  type: "random:index/randomString:RandomString",
  shape: { ...SHAPE },
  rules: textRules("random/randomString"),
  create: (inputs, place) => {
    const result = draw(inputs, place.urn);
    return { id: result, outputs: { result } };
  },
};

function textRules(prefix: string): Rule[] {
  return [
    rule(`${prefix}:minimums`, "check", SOURCE, ({ inputs }) => {
      const needed = KINDS.reduce((total, { minimum }) => total + (num(inputs, minimum) ?? 0), 0);
      const length = num(inputs, "length") ?? 0;
      return needed > length
        ? `Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special, ${needed}, got: ${length}`
        : undefined;
    }),
    rule(`${prefix}:alphabet`, "check", SOURCE, ({ inputs }) =>
      KINDS.some(({ flag }) => inputs[flag] !== false)
        ? undefined
        : "at least one of lower, upper, numeric and special must be true",
    ),
  ];
}

/** A text of the right length and characters that is the same in every run: nothing about it is random. */
function draw(inputs: Props, seed: string): string {
  const kinds = KINDS.filter(({ flag }) => inputs[flag] !== false);
  const all = kinds.map(({ characters }) => characters(inputs)).join("");
  const wanted = kinds.flatMap(({ minimum, characters }) =>
    Array.from({ length: num(inputs, minimum) ?? 0 }, () => characters(inputs)),
  );
  return Array.from({ length: num(inputs, "length") ?? 0 }, (_, index) => {
    const alphabet = wanted[index] ?? all;
    const digest = createHash("sha256").update(`${seed}|${index}`).digest();
    return alphabet[digest.readUInt32BE() % alphabet.length] ?? "";
  }).join("");
}
