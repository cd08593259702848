import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planBuild, runBuild, type Run } from "../../tools/frontend/build";
import { main } from "../../tools/frontend/cli";
import { UserError } from "../../tools/stackConfig";
import { folderOf, removeFolders } from "../components/siteFixture";

const API = "https://api.dev.example.com";
const FRONT = "checkout/harena_front";

const checkout = {
  "checkout/.dockerignore": ".git\n.env\n",
  [`${FRONT}/package.json`]: '{"scripts":{"build":"vite build"}}',
  [`${FRONT}/dist/dev/index.html`]: "the old build",
  [`${FRONT}/dist/prod/index.html`]: "another stack's build",
};

const project = {
  ...checkout,
  "checkout/user_service/Dockerfile": "FROM scratch\n",
  "checkout/search_service/Dockerfile": "FROM scratch\n",
  "checkout/conversation_service/Dockerfile": "FROM scratch\n",
  "Pulumi.yaml": "name: harena\nruntime: nodejs\nconfig:\n  aws:region: eu-west-1\n",
  "Pulumi.dev.yaml": `config:
  harena:domain: dev.example.com
  harena:sizing: dev
  harena:appPath: checkout
  harena:frontendDist: harena_front/dist/dev
  harena:DATABASE_URL: { secure: AAAB }
`,
  "Pulumi.broken.yaml": "config:\n  harena:sizing: huge\n",
};

afterEach(removeFolders);

interface Call {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Stands in for npm: writes a build for the given API where it is told to. */
class FakeNpm {
  readonly calls: Call[] = [];

  constructor(private readonly outcome: { exitCode?: number; builtFor?: string; files?: string[] } = {}) {}

  readonly run: Run = (command, args, { cwd, env }) => {
    this.calls.push({ command, args, cwd, env });
    const { exitCode = 0, builtFor = env.VITE_API_URL, files = ["index.html", "assets/a.js"] } = this.outcome;
    const outDir = args.at(args.indexOf("--outDir") + 1);
    if (args[0] === "run" && outDir !== undefined) {
      mkdirSync(join(outDir, "assets"), { recursive: true });
      for (const file of files) writeFileSync(join(outDir, file), `"${builtFor}"`);
    }
    return Promise.resolve(exitCode);
  };
}

function target(projectDir: string) {
  return { projectDir, frontendDist: `${FRONT}/dist/dev`, apiDomain: "api.dev.example.com" };
}

describe("the plan of a build", () => {
  it("finds the package above the folder that is deployed", () => {
    const projectDir = folderOf(checkout);
    assert.deepEqual(planBuild(target(projectDir)), {
      packageDir: join(projectDir, FRONT),
      dist: join(projectDir, FRONT, "dist/dev"),
      apiUrl: API,
      install: true,
    });
    mkdirSync(join(projectDir, FRONT, "node_modules"));
    assert.equal(planBuild(target(projectDir)).install, false);
  });

  it("never takes the project's own package for the front end's", () => {
    const projectDir = folderOf({ "package.json": '{"scripts":{"build":"tsc"}}', "checkout/README.md": "" });
    assert.throws(
      () => planBuild(target(projectDir)),
      (fault) => fault instanceof UserError && fault.message.startsWith("No package.json above "),
    );
  });

  it("finds a checkout outside the project", () => {
    const projectDir = folderOf({});
    const elsewhere = folderOf(checkout);
    const plan = planBuild({ ...target(projectDir), frontendDist: join(elsewhere, FRONT, "dist") });
    assert.equal(plan.packageDir, join(elsewhere, FRONT));
  });

  it("refuses a package without a build script", () => {
    const projectDir = folderOf({ ...checkout, [`${FRONT}/package.json`]: "{}" });
    assert.throws(() => planBuild(target(projectDir)), /package\.json has no script "build"$/);
  });
});

describe("a build", () => {
  /** What lies in the folder of the builds, and the page of the one that is deployed. */
  function state(projectDir: string): unknown {
    const dist = join(projectDir, FRONT, "dist");
    return { builds: readdirSync(dist).sort(), page: readFileSync(join(dist, "dev/index.html"), "utf8") };
  }

  const untouched = { builds: ["dev", "prod"], page: "the old build" };

  it("installs, builds beside the old one for the stack's API, and takes its place", async () => {
    const projectDir = folderOf(checkout);
    const npm = new FakeNpm();
    const lines: string[] = [];
    await runBuild(planBuild(target(projectDir)), npm.run, (line) => lines.push(line));
    const [install, build, ...rest] = npm.calls;
    assert.deepEqual(rest, []);
    const cwd = join(projectDir, FRONT);
    assert.deepEqual(install, {
      command: "npm",
      args: ["ci", "--include=dev", "--no-audit", "--no-fund"],
      cwd,
      env: {},
    });
    const outDir = build.args[4];
    assert.deepEqual(build, {
      command: "npm",
      args: ["run", "build", "--", "--outDir", outDir, "--emptyOutDir"],
      cwd,
      env: { VITE_API_URL: API },
    });
    assert.ok(outDir.startsWith(join(cwd, "dist/.dev-")), outDir);
    assert.deepEqual(state(projectDir), { builds: ["dev", "prod"], page: `"${API}"` });
    assert.equal(lines.length, 3);
    assert.match(lines[2], /^Built .*harena_front\/dist\/dev: 2 files for https:\/\/api\.dev\.example\.com$/);
  });

  it("needs no earlier build", async () => {
    const projectDir = folderOf({ [`${FRONT}/package.json`]: checkout[`${FRONT}/package.json`] });
    mkdirSync(join(projectDir, FRONT, "node_modules"));
    const npm = new FakeNpm();
    await runBuild(planBuild(target(projectDir)), npm.run, () => undefined);
    assert.equal(npm.calls.length, 1);
    assert.deepEqual(readdirSync(join(projectDir, FRONT, "dist")), ["dev"]);
  });

  const failures = [
    ["that fails", { exitCode: 3 }, /^"npm run build" in .*harena_front ended with exit code 3$/],
    ["without npm", { exitCode: -1 }, /^"npm run build" in .*harena_front could not be started$/],
    [
      "without assets",
      { files: ["index.html"] },
      /^The build cannot be deployed: "[^"]*dist\/dev" has no files in assets\//,
    ],
    [
      "for another API",
      { builtFor: "http://localhost:8000" },
      /it holds http:\/\/localhost:8000, not https:\/\/api\.dev\.example\.com; the script "build" must pass --outDir on/,
    ],
  ] as const;
  for (const [what, outcome, message] of failures) {
    it(`${what} leaves the old one in place and nothing behind`, async () => {
      const projectDir = folderOf(checkout);
      mkdirSync(join(projectDir, FRONT, "node_modules"));
      const npm = new FakeNpm({ ...outcome, files: "files" in outcome ? [...outcome.files] : undefined });
      await assert.rejects(
        runBuild(planBuild(target(projectDir)), npm.run, () => undefined),
        (fault) => fault instanceof UserError && message.test(fault.message),
      );
      assert.deepEqual(state(projectDir), untouched);
    });
  }

  it("is not tried when the packages cannot be installed", async () => {
    const projectDir = folderOf(checkout);
    const npm = new FakeNpm({ exitCode: 1 });
    await assert.rejects(
      runBuild(planBuild(target(projectDir)), npm.run, () => undefined),
      /"npm ci" in/,
    );
    assert.equal(npm.calls.length, 1);
    assert.deepEqual(state(projectDir), untouched);
  });
});

describe("npm run frontend", () => {
  async function command(
    args: readonly string[],
    npm = new FakeNpm(),
  ): Promise<{ exitCode: number; out: string; err: string; projectDir: string }> {
    const projectDir = folderOf(project);
    const lines = { out: [] as string[], err: [] as string[] };
    const exitCode = await main(args, {
      projectDir,
      out: (line) => lines.out.push(line),
      err: (line) => lines.err.push(line),
      run: npm.run,
    });
    return { exitCode, out: lines.out.join("\n"), err: lines.err.join("\n"), projectDir };
  }

  it("builds for the stack's domain, although secrets are missing or encrypted", async () => {
    const npm = new FakeNpm();
    const { exitCode, out, err, projectDir } = await command(["dev"], npm);
    assert.deepEqual({ exitCode, err }, { exitCode: 0, err: "" });
    assert.match(out, /Building .*harena_front for https:\/\/api\.dev\.example\.com/);
    assert.equal(npm.calls.at(-1)?.env.VITE_API_URL, API);
    assert.ok(existsSync(join(projectDir, FRONT, "dist/dev/assets/a.js")));
  });

  it("shows its help and does nothing", async () => {
    const npm = new FakeNpm();
    const { exitCode, out } = await command(["--help"], npm);
    assert.equal(exitCode, 0);
    assert.match(out, /^Builds the front end for a stack[\s\S]*Usage: npm run frontend -- <stack>/);
    assert.deepEqual(npm.calls, []);
  });

  it("names the stacks when it does not know which", async () => {
    for (const [args, message] of [
      [[], "Which stack? There are: broken, dev. Usage: npm run frontend -- <stack>"],
      [
        ["dev", "prod"],
        "One stack at a time, please. There are: broken, dev. Usage: npm run frontend -- <stack>",
      ],
      [["dve"], 'There is no stack "dve", only: broken, dev. Did you mean dev?'],
      [["dev", "--fast"], "Unknown option '--fast'. Usage: npm run frontend -- <stack>"],
    ] as const) {
      const { exitCode, err } = await command(args);
      assert.deepEqual({ exitCode, err }, { exitCode: 2, err: message });
    }
  });

  it("tells everything that is wrong with the stack's config", async () => {
    const npm = new FakeNpm();
    const { exitCode, err } = await command(["broken"], npm);
    assert.equal(exitCode, 1);
    assert.match(err, /^Stack broken has \d+ problems:\n/);
    assert.match(err, /harena:domain: missing/);
    assert.doesNotMatch(err, /DATABASE_URL/);
    assert.deepEqual(npm.calls, []);
  });

  it("tells a failed build by its exit code", async () => {
    const { exitCode, err } = await command(["dev"], new FakeNpm({ exitCode: 1 }));
    assert.equal(exitCode, 1);
    assert.match(err, /^"npm ci" in .* ended with exit code 1$/);
  });
});
