/** What the builds of the images cost: the cache's part in them, with BuildKit and without. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { withoutCacheMounts } from "../../tools/local/plainDockerfile";
import { COMMON_DOCKERFILE, NAMES, Workshop, type Built, type Name } from "./imageBuilds";
import { tell } from "./support";

describe("the builds of the example application", () => {
  let workshop: Workshop;

  before(async () => {
    workshop = await Workshop.open("harena-e2e-builds");
    for (const name of NAMES) {
      const { seconds } = await workshop.build(name);
      tell(`${name}: the first build here took ${seconds.toFixed(1)} s`);
    }
  });
  after(() => workshop.close());

  it("do nothing when no source has changed", async () => {
    for (const name of NAMES) {
      const { ran, seconds } = await workshop.build(name);
      assert.deepEqual(ran, [], name);
      tell(`${name}: ${seconds.toFixed(1)} s`);
    }
  });

  const SOURCE_STEPS: Readonly<Record<Name, readonly RegExp[]>> = {
    user_service: [/^COPY user_service /],
    search_service: [/^COPY search_service /, /^RUN leaked=/, /^RUN find /, /^COPY --from=source \/app /],
    conversation_service: [
      /^COPY conversation_service /,
      /^RUN leaked=/,
      /^RUN find /,
      /^COPY --from=source \/app /,
    ],
  };
  for (const name of NAMES) {
    it(`make the last layer of ${name} anew when its source changes, and no other of any service`, async function () {
      appendFileSync(join(workshop.checkout, name, "app.py"), `# ${Date.now()}\n`);
      const before = await workshop.layersOf(name);
      const { ran, seconds } = await workshop.build(name);
      tell(`after a change of its source: ${seconds.toFixed(1)} s`);
      if (workshop.engine.buildKit) {
        const expected = SOURCE_STEPS[name];
        assert.ok(
          ran.length === expected.length && ran.every((step, at) => expected[at]?.test(step)),
          ran.join("\n"),
        );
      }
      const after = await workshop.layersOf(name);
      assert.equal(after.length, before.length);
      assert.deepEqual(after.slice(0, -1), before.slice(0, -1));
      assert.notEqual(after.at(-1), before.at(-1));
      for (const other of NAMES) assert.deepEqual((await workshop.build(other)).ran, [], other);
    });
  }

  it("give services with the same requirements the same layers but the last", async () => {
    const [search, conversation] = [
      await workshop.layersOf("search_service"),
      await workshop.layersOf("conversation_service"),
    ];
    assert.deepEqual(search.slice(0, -1), conversation.slice(0, -1));
    assert.notEqual(search.at(-1), conversation.at(-1));
  });

  it("refuse a checkout whose ignore file lets .env files in", async function () {
    if (!workshop.engine.buildKit) this.skip();
    const dockerfile = join(workshop.folder, "open.Dockerfile");
    writeFileSync(dockerfile, readFileSync(COMMON_DOCKERFILE));
    writeFileSync(`${dockerfile}.dockerignore`, "tests\n");
    const { code, text } = await workshop.tryBuild("search_service", { dockerfile });
    assert.notEqual(code, 0);
    assert.match(text, /ERROR: add \*\*\/\.env\* to \.dockerignore.*\.\/search_service\/\.env\.production/);
  });

  it("take packages from BuildKit's cache mount when requirements change, and not without it", async function () {
    if (!workshop.engine.buildKit || process.env.BUILD_NETWORK !== "host") this.skip();
    const index = await packageIndex(workshop.folder);
    try {
      const context = checkoutOf(index, workshop.folder);
      const dependencies = (dockerfile: string): Promise<Built> => {
        appendFileSync(join(context, "requirements.txt"), `# ${Date.now()}\n`);
        const extra = ["--target", "dependencies"];
        return workshop.build("search_service", { dockerfile, context, extra });
      };
      const ranPip = ({ ran }: Built): boolean => ran.some((step) => step.includes("pip"));
      assert.ok(ranPip(await dependencies(COMMON_DOCKERFILE)));
      assert.equal(index.served(), 1);
      assert.ok(ranPip(await dependencies(COMMON_DOCKERFILE)));
      assert.equal(index.served(), 1);
      const plain = plainDockerfile(workshop);
      assert.ok(ranPip(await dependencies(plain)));
      assert.equal(index.served(), 2);
    } finally {
      index.server.close();
    }
  });

  it("come of the classic builder too, without the cache mount, and from its cache", async () => {
    const dockerfile = plainDockerfile(workshop);
    const { seconds } = await workshop.build("search_service", { dockerfile, classic: true });
    tell(`the classic builder: ${seconds.toFixed(1)} s`);
    assert.deepEqual((await workshop.build("search_service", { dockerfile, classic: true })).ran, []);
  });
});

function plainDockerfile({ folder }: Workshop): string {
  const plain = join(folder, "plain.Dockerfile");
  writeFileSync(plain, withoutCacheMounts(readFileSync(COMMON_DOCKERFILE, "utf8")));
  return plain;
}

interface PackageIndex {
  readonly server: Server;
  readonly address: string;
  readonly version: string;
  /** How often the one package was handed out. */
  readonly served: () => number;
}

/** An index with a package that nobody has yet, which may be kept; other indexes may forbid that. */
async function packageIndex(folder: string): Promise<PackageIndex> {
  const version = `1.${Date.now()}`;
  const file = `probe-${version}-py3-none-any.whl`;
  const wheel = wheelOf(version, join(folder, file));
  let served = 0;
  const server = createServer(({ url }, answer) => {
    const asked = url?.endsWith(file) === true;
    if (asked) served++;
    answer.setHeader("Cache-Control", "max-age=3600");
    answer.setHeader("Content-Type", asked ? "application/zip" : "text/html");
    answer.end(asked ? wheel : `<!doctype html><a href="/${file}">${file}</a>`);
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return { server, address: `http://127.0.0.1:${address.port}/simple`, version, served: () => served };
}

/** An empty package called `probe`. */
function wheelOf(version: string, file: string): Buffer {
  const script = `
import sys, zipfile
info = f"probe-{sys.argv[1]}.dist-info/"
with zipfile.ZipFile(sys.argv[2], "w") as wheel:
    wheel.writestr("probe.py", "")
    wheel.writestr(info + "METADATA", f"Metadata-Version: 2.1\\nName: probe\\nVersion: {sys.argv[1]}\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;
  const { status, stderr } = spawnSync("python3", ["-c", script, version, file], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return readFileSync(file);
}

/** A checkout with nothing but the requirement. pip keeps what comes by plain HTTP from trusted hosts alone. */
function checkoutOf({ address, version }: PackageIndex, folder: string): string {
  const context = join(folder, "probe");
  mkdirSync(join(context, "search_service"), { recursive: true });
  writeFileSync(
    join(context, "requirements.txt"),
    `--index-url ${address}\n--trusted-host 127.0.0.1\nprobe==${version}\n`,
  );
  return context;
}
