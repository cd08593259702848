import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { PROGRAM_DIR } from "../../tools/plan/programDir";
import { projectWith, runPlan, type Told } from "../support/program";

/** Secrets that nothing may show. */
const MARKERS: Readonly<Record<string, string>> = {
  DATABASE_URL: "postgresql://marker-user:marker-password@db.example.com:5432/harena",
  BONSAI_URL: "https://marker-user:marker-password@cluster.bonsai.example",
  SECRET_KEY: "marker-secret-key-marker-secret-key",
  DEEPSEEK_API_KEY: "marker-deepseek-api-key",
};
const SECRETS = Object.entries(MARKERS).flatMap(([name, value]) => ["--config", `${name}=${value}`]);

const JSON_SHAPE = ["stack", "outputs", "resources", "warnings", "policies"];

describe("npm run plan: the command line", function () {
  this.timeout(120_000);

  const misuses: readonly (readonly [what: string, args: readonly string[], told: RegExp])[] = [
    ["no stack", [], /^Which stack\? There are: dev, prod; see --help$/],
    [
      "three stacks",
      ["dev", "prod", "x"],
      /^One stack, or two to compare, please\. There are: dev, prod; see --help$/,
    ],
    ["one stack twice", ["dev", "dev"], /^"dev" was named twice; .*; see --help$/],
    [
      "an unknown stack",
      ["pord"],
      /^There is no stack "pord", only: dev, prod\. Did you mean prod\?; see --help$/,
    ],
    ["an unknown option", ["dev", "--jsno"], /^Unknown option --jsno; did you mean --json\?; see --help$/],
    [
      "config without a value",
      ["dev", "--config", "sizing"],
      /^--config takes KEY=VALUE, .*; got "sizing"; see --help$/,
    ],
    [
      "config with a bad key",
      ["dev", "--config", "a b=marker"],
      /^--config takes KEY=VALUE, .*; got "a b"; see --help$/,
    ],
    ["config with nothing", ["dev", "--config"], /; see --help$/],
    ["a route without slash", ["dev", "--route", "api"], /^--route takes a path .*; got "api"; see --help$/],
  ];
  for (const [what, args, told] of misuses) {
    it(`refuses ${what} with exit code 2`, async () => {
      const { exitCode, out, err } = await runPlan(args);
      assert.deepEqual([exitCode, out], [2, ""]);
      assert.match(err, told);
    });
  }

  it("shows its help without a stack", async () => {
    const { exitCode, out, err } = await runPlan(["--help"]);
    assert.deepEqual([exitCode, err], [0, ""]);
    for (const option of ["--config", "--route", "--json", "--trace", "Exit codes"])
      assert.ok(out.includes(option));
  });

  it("reports all problems of a config together, one line each, with exit code 1", async () => {
    const { exitCode, out, err } = await runPlan([
      "dev",
      "--config",
      "sizing=huge",
      "--config",
      "vpcCidr=1.2.3.4",
      "--config",
      "domian=x.com",
    ]);
    assert.deepEqual([exitCode, out], [1, ""]);
    const lines = err.split("\n");
    assert.equal(lines[0], "Stack dev has 3 problems:");
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(": ")[0]?.trim()),
      ["harena:sizing", "harena:vpcCidr", "harena:domian"],
    );
    assert.doesNotMatch(err, /\n\s+at /);
  });

  it("tells a fault of the program by its message alone", async () => {
    const { exitCode, out, err } = await runPlan(["dev", "--config", "frontendDist=nowhere"]);
    assert.deepEqual([exitCode, out], [1, ""]);
    assert.match(err, /nowhere.*npm run frontend -- dev/s);
    assert.doesNotMatch(err, /\n\s+at |--trace/);
  });

  it("reports a YAML file that cannot be read with exit code 1", async () => {
    const { exitCode, err } = await runPlan(["dev"], projectWith({ "Pulumi.dev.yaml": "config: [" }));
    assert.equal(exitCode, 1);
    assert.match(err, /Pulumi\.dev\.yaml is not valid YAML/);
  });

  it("plans a stack whose secrets are encrypted, and says that it did not read them", async () => {
    const secure = Object.keys(MARKERS).map((name) => `  harena:${name}:\n    secure: AAABmarker`);
    const yaml = [
      "config:",
      "  harena:domain: dev.harena.com",
      "  harena:hostedZone: harena.com",
      "  harena:sizing: dev",
      "  harena:appPath: examples/app",
      "  harena:frontendDist: harena_front/dist/dev",
      ...secure,
    ].join("\n");
    const { exitCode, out, err } = await runPlan(["dev"], projectWith({ "Pulumi.dev.yaml": yaml }));
    assert.deepEqual([exitCode, err], [0, ""]);
    assert.match(out, /Encrypted, and not read by a plan: harena:DATABASE_URL/);
    assert.doesNotMatch(out, /pulumi config set --secret|marker/);
    assert.doesNotMatch(out, /random\.RandomPassword/, "SECRET_KEY has a value, so none is generated");
  });

  it("applies --config to every stack, with and without the namespace", async () => {
    const values = ["--config", "domain=try.harena.com", "--config", "harena:hostedZone=harena.com"];
    const { exitCode, out } = await runPlan(["dev", "prod", ...values, "--route", "/x"]);
    assert.equal(exitCode, 0);
    assert.deepEqual(out.match(/https:\S+/g), [
      "https://api.try.harena.com/x",
      "https://api.try.harena.com/x",
    ]);
    const { err } = await runPlan(["dev", "prod", "--config", "sizing=huge", "--route", "/x"]);
    assert.deepEqual(err.match(/Stack \w+ has 1 problem/g), [
      "Stack dev has 1 problem",
      "Stack prod has 1 problem",
    ]);
  });

  describe("--route", () => {
    it("tells which service answers, as which path, by which rule", async () => {
      const { exitCode, out } = await runPlan(["dev", "--route", "/api/user/me?x=1", "--route", "/nope"]);
      assert.equal(exitCode, 0);
      const lines = out.split("\n");
      assert.equal(lines[0], "https://api.dev.harena.com/api/user/me?x=1");
      assert.equal(lines[1], "  user_service answers it as /api/v1/users/me?x=1");
      assert.match(lines[2] ?? "", /^ {2}by rule \d+: \/api\/user\/\* or \/api\/user$/);
      assert.deepEqual(lines.slice(3), [
        "https://api.dev.harena.com/nope",
        "  no service: the load balancer's 404 answer",
      ]);
    });

    it("speaks JSON, one document for a stack and a list for two", async () => {
      const one = JSON.parse(
        (await runPlan(["dev", "--json", "--route", "/health", "--route", "/nope"])).out,
      ) as { stack: string; routes: { rule?: { priority: number } }[] };
      const [health] = one.routes;
      assert.equal(typeof health.rule?.priority, "number");
      assert.deepEqual(one, {
        stack: "dev",
        routes: [
          {
            path: "/health",
            service: "user_service",
            seenAs: "/health",
            rule: {
              key: "user-service.health",
              priority: health.rule?.priority,
              paths: ["/health", "/health/user_service"],
            },
          },
          { path: "/nope", service: null, status: 404 },
        ],
      });
      const two = JSON.parse((await runPlan(["dev", "prod", "--json", "--route", "/"])).out) as {
        stack: string;
      }[];
      assert.deepEqual(
        two.map(({ stack }) => stack),
        ["dev", "prod"],
      );
    });
  });

  describe("secrets", () => {
    it("appear in no report, no JSON, no comparison and no error", async () => {
      const told: Told[] = [];
      for (const args of [["dev"], ["dev", "--json"], ["dev", "prod"], ["dev", "prod", "--json"]]) {
        told.push(await runPlan([...args, ...SECRETS]));
      }
      assert.deepEqual(
        told.map(({ exitCode }) => exitCode),
        [0, 0, 0, 0],
      );
      assert.ok(told[1].out.includes('"[secret]"'));
      told.push(await runPlan(["dev", ...SECRETS, "--config", "sizing=huge"]));
      told.push(await runPlan(["dev", ...SECRETS, "--config", "DATABASE_URL=mysql://marker:marker@h/x"]));
      for (const { out, err } of told) assert.doesNotMatch(out + err, /marker/);
    });
  });

  describe("two stacks", () => {
    let out = "";
    before(async () => ({ out } = await runPlan(["dev", "prod"])));

    it("marks the settings that differ, and only them", () => {
      assert.match(out, /^ {2}NAT +instance +≠ {2}gateway$/m);
      assert.match(out, /^ {2}capacity +spot +≠ {2}on-demand$/m);
      assert.match(out, /^ {2}region +eu-west-1 {2,}eu-west-1$/m);
    });

    it("shows addresses and numbers of resources side by side", () => {
      assert.match(out, /^ {2}API +https:\/\/api\.dev\.harena\.com +≠ {2}https:\/\/api\.harena\.com$/m);
      assert.match(out, /^ {2}network +\d+ +≠ {2}\d+$/m);
      assert.match(out, /^ {2}caa +1 {2,}1$/m);
    });

    it("lists what only one has", () => {
      const only = (stack: string): string => out.split(`ONLY IN ${stack} `)[1]?.split("\n\n")[0] ?? "";
      assert.match(only("dev"), /ec2\.Instance: network-nat-instance/);
      assert.match(only("prod"), /ec2\.NatGateway: network-nat-1, network-nat-2/);
      assert.match(only("prod"), /wafv2\.WebAcl: api-waf-acl/);
      assert.doesNotMatch(only("dev") + only("prod"), /dns|certificate|assets/);
    });

    it("shows the properties that differ, names and domains aside, alike ones together", () => {
      const differing = out.split("PROPERTIES THAT DIFFER")[1] ?? "";
      assert.match(
        differing,
        /ecs\.TaskDefinition {2}.*conversation-service-task, search-service-task, user-service-task\n(?:.*\n)*? {2}cpu +256 +≠ {2}512\n/,
      );
      assert.match(differing, /retentionInDays +14 +≠ {2}365/);
      assert.doesNotMatch(differing, /route53\.Record|acm\.|iam\.Role |arn:aws/);
    });

    it("is an array in JSON", async () => {
      const plans = JSON.parse((await runPlan(["dev", "prod", "--json"])).out) as object[];
      assert.deepEqual(
        plans.map((plan) => Object.keys(plan)),
        [JSON_SHAPE, JSON_SHAPE],
      );
    });
  });

  describe("as a process of its own", () => {
    const LOADER = ["-r", "ts-node/register/transpile-only"];
    const CLI = path.join(PROGRAM_DIR, "tools/plan/cli.ts");

    interface Ended extends Told {
      readonly signal: NodeJS.Signals | null;
    }

    function run(
      args: readonly string[],
      during?: (child: ReturnType<typeof spawn>) => void,
    ): Promise<Ended> {
      return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [...LOADER, CLI, ...args], { cwd: PROGRAM_DIR, stdio: "pipe" });
        let [out, err] = ["", ""];
        child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
        child.on("error", reject);
        child.on("close", (exitCode, signal) => {
          resolve({ exitCode: exitCode ?? -1, out, err, signal });
        });
        during?.(child);
      });
    }

    it("writes whole JSON to a pipe, and nothing else anywhere", async () => {
      const { exitCode, out, err } = await run(["dev", "--json"]);
      assert.deepEqual([exitCode, err], [0, ""]);
      assert.ok(out.length > 65_536, "more than a pipe holds");
      assert.deepEqual(Object.keys(JSON.parse(out) as object), JSON_SHAPE);
    });

    it("ends in peace when its reader goes away", async () => {
      const { err, signal } = await run(["dev", "--json"], (child) => {
        child.stdout?.once("data", () => child.stdout?.destroy());
      });
      assert.deepEqual([err, signal], ["", null]);
    });

    it("writes no colours to a pipe, and no stack trace with an error", async () => {
      const { exitCode, out, err } = await run(["dev", "--config", "frontendDist=nowhere"]);
      assert.deepEqual([exitCode, out], [1, ""]);
      assert.match(err, /nowhere/);
      assert.ok(!err.includes("\u001b"));
      assert.doesNotMatch(err, /\n\s+at /);
    });

    it("ends quietly when interrupted, as 130 in a shell", async () => {
      const { exitCode, signal, out, err } = await run(["dev"], (child) => {
        setTimeout(() => child.kill("SIGINT"), 1500);
      });
      assert.deepEqual([out, err], ["", ""]);
      // A busy machine may not have come to the program's own handler yet.
      assert.ok(exitCode === 130 || signal === "SIGINT", `exit code ${exitCode}`);
    });
  });
});
