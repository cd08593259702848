import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as containers from "../../policies/containers";
import * as https from "../../policies/https";
import * as identity from "../../policies/identity";
import * as network from "../../policies/network";
import * as operations from "../../policies/operations";
import { packOf } from "../../policies/pack";
import { rules, type Rule } from "../../policies/rules";
import * as secrets from "../../policies/secrets";
import * as storage from "../../policies/storage";
import { readmeText } from "../../tools/policies/cli";
import { settingsOf } from "../../tools/policies/settings";
import type { ExampleResource } from "../../policies/lib/rule";
import { asResources, judge } from "./support";

const POLICIES = path.join(__dirname, "../../policies");

describe("the policy pack", () => {
  it("lists every rule that its topics export, once", () => {
    const topics = [https, secrets, network, identity, storage, containers, operations];
    const exported = topics.flatMap((topic) =>
      Object.values<Rule | readonly Rule[]>(topic).filter((one): one is Rule => "name" in one),
    );
    assert.deepEqual(new Set(rules), new Set(exported));
    assert.equal(rules.length, exported.length);
    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
  });

  for (const rule of rules) {
    it(`describes ${rule.name}`, () => {
      assert.match(rule.name, /^[a-z]+(-[a-z]+)+$/);
      assert.match(rule.description, /^[A-Z].*\.$/);
      assert.match(rule.enforcementLevel ?? "", /^(?:mandatory|advisory)$/);
      assert.ok(rule.severity);
      assert.match(rule.why, /^[A-Z].*\.$/);
      assert.ok(rule.remediationSteps);
      assert.match(rule.url ?? "", /^https:\/\//);
      assert.ok(rule.tags?.length);
    });
  }

  for (const rule of rules) {
    it(`judges the examples of ${rule.name} as it says`, async () => {
      const { fails, passes } = rule.examples;
      const each = async (example: readonly ExampleResource[]): Promise<string[][]> => {
        const resources = asResources(example);
        const subjects = "validateStack" in rule ? [resources] : resources;
        return Promise.all(subjects.map(async (subject) => [...(await judge(rule, subject)).messages]));
      };
      assert.notDeepEqual((await each(fails)).flat(), []);
      assert.deepEqual((await each(passes)).flat(), []);
    });
  }

  it("has a README that says what the rules say", async () => {
    const text = await readmeText();
    assert.ok(text === readFileSync(path.join(POLICIES, "README.md"), "utf8"), "npm run policies -- readme");
    for (const { name } of packOf(rules).rules) assert.ok(text.includes(`\n### ${name}\n`), name);
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "") as Record<string, unknown>;
    assert.doesNotThrow(() => settingsOf(packOf(rules).rules, example));
  });

  it("depends on the releases that the project uses", () => {
    const manifest = (folder: string): Record<string, Record<string, string>> =>
      JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Record<
        string,
        Record<string, string>
      >;
    const root = manifest(path.join(POLICIES, ".."));
    for (const [name, version] of Object.entries(manifest(POLICIES).dependencies)) {
      assert.equal(version, { ...root.dependencies, ...root.devDependencies }[name], name);
    }
  });
});
