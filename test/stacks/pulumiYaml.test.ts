import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { DEFAULT_REGION } from "../../stacks/resolve";
import { schema, type ConfigKey } from "../../stacks/schema";
import { secretCatalogue } from "../../stacks/services";

const ROOT = path.resolve(__dirname, "../..");
const text = readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8");
const project = parse(text) as Readonly<Record<string, unknown>>;
const keys: readonly (readonly [string, ConfigKey<unknown>])[] = Object.entries(schema);

/** `key (type): description` by key, from the comment block. */
const described = new Map(
  [...text.matchAll(/^# {3}(\w+) (\(.+?\): .+)$/gm)].map(([, key = "", description = ""]) => [
    key,
    description,
  ]),
);

describe("Pulumi.yaml", () => {
  it("starts index.ts with TypeScript", () => {
    const { config, ...rest } = project;
    assert.ok(config);
    assert.deepEqual(rest, {
      name: "harena",
      description: "Harena on AWS, as many environments as the team wants",
      main: "index.ts",
      runtime: { name: "nodejs", options: { typescript: true } },
    });
  });

  it("declares the keys that have a default, and the region", () => {
    const withDefault = keys.filter(([, definition]) => definition.default !== undefined);
    assert.deepEqual(project.config, {
      "aws:region": { value: DEFAULT_REGION },
      ...Object.fromEntries(
        withDefault.map(([name, { type, description, default: standard }]) => [
          name,
          { type, description, default: standard },
        ]),
      ),
    });
  });

  it("describes every other key and every secret in its comment, and nothing else", () => {
    const others = keys
      .filter(([, definition]) => definition.default === undefined)
      .map(([name, { type, required, description }]): [string, string] => [
        name,
        `(${type}${required ? ", required" : ""}): ${description}`,
      ]);
    const secrets = secretCatalogue.map(({ name, description, generate }): [string, string] => [
      name,
      `(secret): ${description}${generate === undefined ? "" : "; generated when neither is given"}`,
    ]);
    assert.deepEqual([...described], [...others, ...secrets]);
  });

  it("has examples and defaults that its own checks accept", () => {
    for (const [name, { example, default: standard, read }] of keys) {
      assert.deepEqual(read(example).refusals, [], name);
      if (standard !== undefined) assert.deepEqual(read(standard).refusals, [], name);
    }
  });
});
