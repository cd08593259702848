import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packOf } from "../../policies/pack";
import { rules } from "../../policies/rules";
import { main } from "../../tools/policies/cli";
import { settingsOf } from "../../tools/policies/settings";
import { UserError } from "../../tools/stackConfig";
import { projectWith, runPlan, type Told } from "../support/program";

const PROJECT = path.join(__dirname, "../..");

async function run(args: readonly string[], projectDir = PROJECT): Promise<Told> {
  const [out, err]: [string[], string[]] = [[], []];
  const sink = {
    out: (line: string) => out.push(line),
    err: (line: string) => err.push(line),
    colours: false,
  };
  const exitCode = await main(args, { projectDir, ...sink });
  return { exitCode, out: out.join("\n"), err: err.join("\n") };
}

describe("npm run policies", () => {
  it("lists every rule with its level", async () => {
    const { exitCode, out } = await run(["list"]);
    assert.equal(exitCode, 0);
    for (const { name } of packOf(rules).rules)
      assert.match(out, new RegExp(`^${name} +(mandatory|advisory)`, "m"));
  });

  it("lists levels as the project's settings have them, also as JSON", async () => {
    const project = projectWith({
      "policy-config.json": '{"vpc-flow-logs": "mandatory", "all": "disabled"}',
    });
    const { out } = await run(["list", "--json"], project);
    const levels = new Map(
      (JSON.parse(out) as { name: string; level: string }[]).map((one) => [one.name, one.level]),
    );
    assert.equal(levels.get("vpc-flow-logs"), "mandatory");
    assert.equal(levels.get("cloudfront-tls"), "disabled");
    assert.equal(levels.size, rules.length + 2);
  });

  it("explains one rule: why, what to do, what fails and what passes", async () => {
    const { exitCode, out } = await run(["explain", "cloudfront-tls"]);
    assert.equal(exitCode, 0);
    for (const part of [
      "Why.",
      "What to do.",
      "CKV_AWS_174",
      "Fails:",
      "Passes:",
      "new aws.cloudfront.Distribution",
    ]) {
      assert.ok(out.includes(part), part);
    }
  });

  it("guesses what a mistyped rule was meant to be", async () => {
    const { exitCode, err } = await run(["explain", "cloudfront-tsl"]);
    assert.equal(exitCode, 2);
    assert.match(err, /did you mean cloudfront-tls\?/);
  });

  for (const args of [
    [],
    ["lst"],
    ["explain"],
    ["explain", "a", "b"],
    ["list", "more"],
    ["list", "--yaml"],
  ]) {
    it(`misunderstands ${JSON.stringify(args)} with exit code 2`, async () => {
      const { exitCode, err, out } = await run(args);
      assert.deepEqual([exitCode, out], [2, ""]);
      assert.match(err, /--help/);
    });
  }

  it("says how it is used", async () => {
    assert.match((await run(["--help"])).out, /explain RULE/);
    assert.equal((await run(["list", "-h"])).exitCode, 0);
  });

  it("writes the README anew, and tells whether it is as the rules say", async () => {
    const project = mkdtempSync(path.join(tmpdir(), "harena-policies-"));
    try {
      mkdirSync(path.join(project, "policies"));
      const readme = path.join(project, "policies", "README.md");
      writeFileSync(readme, "old");
      assert.equal((await run(["readme", "--check"], project)).exitCode, 1);
      assert.equal(readFileSync(readme, "utf8"), "old");
      assert.equal((await run(["readme"], project)).exitCode, 0);
      assert.equal((await run(["readme", "--check"], project)).exitCode, 0);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  });
});

describe("the settings of the policies", () => {
  const all = packOf(rules).rules;

  it("have the defaults of each rule's schema", () => {
    const settings = settingsOf(all, { "cloudfront-hsts": "advisory" });
    assert.deepEqual(settings.get("cloudfront-hsts"), {
      level: "advisory",
      config: { minimumSeconds: 31_536_000 },
    });
    assert.deepEqual(settings.get("cloudfront-tls"), { level: "mandatory", config: {} });
  });

  for (const [document, message] of [
    [{ "cloudfront-tsl": "advisory" }, /cloudfront-tsl is no rule; did you mean cloudfront-tls\?/],
    [{ "cloudfront-tls": "required" }, /is no level of cloudfront-tls/],
    [{ all: "off" }, /is no level of all/],
    [{ "cloudfront-hsts": { minimumSecond: 1 } }, /did you mean minimumSeconds\?/],
  ] as const) {
    it(`refuse ${JSON.stringify(document)}`, () => {
      assert.throws(
        () => settingsOf(all, document),
        (fault) => fault instanceof UserError && message.test(fault.message),
      );
    });
  }
});

describe("the policies in npm run plan", function () {
  this.timeout(60_000);

  /** A project whose stacks are the real ones, and whose policies are stricter. */
  function strict(settings: object): string {
    const project = projectWith({});
    cpSync(path.join(PROJECT, "policy-config.json"), path.join(project, "policy-config.json"));
    const given = JSON.parse(readFileSync(path.join(project, "policy-config.json"), "utf8")) as object;
    writeFileSync(path.join(project, "policy-config.json"), JSON.stringify({ ...given, ...settings }));
    return project;
  }

  it("end a plan with their verdict, exemptions and reasons included", async () => {
    const { exitCode, out } = await runPlan(["prod"]);
    assert.equal(exitCode, 0);
    const [, section = ""] = out.split("\nPOLICIES\n");
    assert.match(section, /- public-entry-web-acl at frontend is exempted: /);
    assert.match(section, new RegExp(`${rules.length + 2} rules: no mandatory violation, \\d+ exempted`));
  });

  it("fail a plan that breaks a mandatory one, and say where and what to do", async () => {
    const project = strict({
      "security-group-open-to-world": "disabled",
      "budget-set": "mandatory",
      "cloudfront-hsts": { minimumSeconds: 63_072_000 },
    });
    const { exitCode, out } = await runPlan(["dev"], project);
    assert.equal(exitCode, 1);
    assert.match(out, /mandatory {2}cloudfront-hsts \(medium\)\n {4}! cloudfront\.Distribution frontend: /);
    assert.match(out, / {4}> Give the behaviour a response headers policy/);
    assert.match(out, /1 mandatory violation/);
  });

  it("are in JSON, and as a line for each rule between two stacks", async () => {
    const json = JSON.parse((await runPlan(["dev", "--json"])).out) as {
      policies: { violations: unknown[] };
    };
    assert.deepEqual(json.policies.violations, []);
    const { out } = await runPlan(["dev", "prod"]);
    assert.match(out, /vpc-flow-logs +exempted at network +≠ +kept/);
    assert.match(out, /verdict +\d+ rules/);
  });

  it("refuse settings that name what there is not, with exit code 1", async () => {
    const { exitCode, err } = await runPlan(["dev"], strict({ "cloudfront-tsl": "advisory" }));
    assert.equal(exitCode, 1);
    assert.match(err, /policy-config\.json: cloudfront-tsl is no rule/);
  });
});
