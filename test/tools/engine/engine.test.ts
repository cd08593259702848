import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binaryIn, builtFolder, cacheRoot, downloadedFolder } from "../../../tools/engine/cache";
import { main } from "../../../tools/engine/cli";
import { findEngine, getEngine, type FindOptions } from "../../../tools/engine/find";
import type { Ended, Run } from "../../../tools/engine/run";
import { ENGINE_VERSION, fits, oldestFitting, versionIn } from "../../../tools/engine/version";
import { UserError } from "../../../tools/stackConfig";

const ok = (stdout = ""): Ended => ({ exitCode: 0, stdout, stderr: "" });
const failed = (stderr: string): Ended => ({ exitCode: 1, stdout: "", stderr });

/** A machine with a home of its own, and with the programs that a test gives it. */
class Machine {
  readonly home = mkdtempSync(join(tmpdir(), "harena-engine-"));
  readonly calls: string[] = [];
  readonly told: string[] = [];
  readonly progress: string[] = [];
  readonly interrupted = new AbortController();
  private readonly path: string[] = [];

  constructor(
    private readonly programs: Readonly<Partial<Record<string, Run>>> = {},
    private readonly online = false,
  ) {}

  get env(): NodeJS.ProcessEnv {
    return { PATH: this.path.join(":"), XDG_CACHE_HOME: this.home };
  }

  get root(): string {
    return cacheRoot(this.env);
  }

  get find(): FindOptions {
    return {
      env: this.env,
      signal: this.interrupted.signal,
      reachable: () => Promise.resolve(this.online),
      tell: (line) => this.told.push(line),
      progress: (line) => this.progress.push(line),
      run: async (command, args, options) => {
        this.calls.push([command, ...args].join(" "));
        const program = this.programs[command];
        if (program) return program(command, args, options);
        return existsSync(command)
          ? ok(readFileSync(command, "utf8"))
          : { exitCode: -1, stdout: "", stderr: "" };
      },
    };
  }

  /** Puts a CLI of this version into a folder of the PATH. */
  install(version: string, folder = "bin"): string {
    const bin = join(this.home, folder);
    this.path.push(bin);
    return writeCli(bin, version);
  }

  left(): string[] {
    return existsSync(this.root) ? readdirSync(this.root) : [];
  }
}

/** Stands for an executable: the fake `run` prints what is in it. */
function writeCli(folder: string, version: string): string {
  mkdirSync(folder, { recursive: true });
  const file = binaryIn(folder);
  writeFileSync(file, `v${version}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A Go toolchain that builds what says that it is of this version. */
function goToolchain(version = ENGINE_VERSION): Run {
  return (_command, args, options) => {
    if (args[0] === "list") {
      options?.onErrorLine?.("go: downloading example.com/module v1.0.0");
      return Promise.resolve(ok("one\ntwo\nthree\n"));
    }
    if (args[0] === "build") writeCli(join(args[args.indexOf("-o") + 1] ?? "", ".."), version);
    return Promise.resolve(ok());
  };
}

describe("the version of the Pulumi CLI", () => {
  for (const [version, fine] of [
    ["3.248.0", true],
    ["3.248.1", true],
    ["3.250.0", true],
    ["3.247.9", false],
    ["3.99.0", false],
    ["4.0.0", false],
    ["2.900.0", false],
    ["nonsense", false],
  ] as const) {
    it(`${fine ? "takes" : "refuses"} ${version} beside an SDK 3.248.0`, () => {
      assert.equal(fits(version, "3.248.0"), fine);
    });
  }

  it("is what pulumi version prints", () => {
    assert.equal(versionIn("v3.250.0\n"), "3.250.0");
    assert.equal(versionIn("warning: something\nv3.251.0-alpha.1\n"), "3.251.0-alpha.1");
    assert.equal(versionIn("bash: not found"), undefined);
  });

  it("that is built fits the SDK that is installed, and is the one of go.mod", () => {
    assert.ok(fits(ENGINE_VERSION, oldestFitting()));
    const modules = readFileSync(join(__dirname, "../../../tools/engine/cli/go.mod"), "utf8");
    assert.match(modules, new RegExp(`^require github.com/pulumi/pulumi/pkg/v3 v${ENGINE_VERSION}$`, "m"));
  });
});

describe("finding the Pulumi CLI", () => {
  let machine: Machine;
  const on = (...args: ConstructorParameters<typeof Machine>): Machine => (machine = new Machine(...args));
  afterEach(() => {
    rmSync(machine.home, { recursive: true, force: true });
  });

  it("takes the one of the PATH when it fits", async () => {
    const path = on().install("3.260.1");
    assert.deepEqual(await getEngine(machine.find), { path, version: "3.260.1", origin: "path" });
    assert.deepEqual(machine.left(), []);
  });

  it("passes over one that is too old, and says so", async () => {
    const path = on().install("3.100.0");
    assert.equal(await findEngine(machine.find), undefined);
    assert.deepEqual(machine.told, [
      `${path} is v3.100.0: this project needs v${oldestFitting()} or later, and v3; looking further`,
    ]);
  });

  it("passes over npm's wrapper", async () => {
    on().install("3.260.0", "node_modules/.bin");
    assert.equal(await findEngine(machine.find), undefined);
    assert.deepEqual(machine.told, []);
  });

  it("takes the one that was built before, without a build", async () => {
    const path = writeCli(builtFolder(on().root), ENGINE_VERSION);
    assert.deepEqual(await getEngine(machine.find), { path, version: ENGINE_VERSION, origin: "built" });
    assert.deepEqual(machine.calls, []);
  });

  it("fetches the official one through npm, into its own cache, where Pulumi's site answers", async () => {
    const npm: Run = (_command, _args, options) => {
      const bin = join(options?.env?.PULUMI_HOME ?? "", "versions", ENGINE_VERSION, "bin");
      writeCli(bin, ENGINE_VERSION);
      writeFileSync(join(bin, "pulumi-language-nodejs"), "");
      return Promise.resolve(ok());
    };
    on({ npm }, true);
    const folder = downloadedFolder(machine.root);
    assert.deepEqual(await getEngine(machine.find), {
      path: binaryIn(folder),
      version: ENGINE_VERSION,
      origin: "downloaded",
    });
    assert.deepEqual(machine.calls, [`npm exec --yes --package=pulumi@${ENGINE_VERSION} -- pulumi version`]);
    assert.deepEqual(readdirSync(folder).sort(), ["pulumi", "pulumi-language-nodejs"]);
    assert.equal((await findEngine(machine.find))?.origin, "downloaded");
  });

  it("builds it where the download fails", async () => {
    on({ npm: () => Promise.resolve(failed("E404")), go: goToolchain() }, true);
    const path = binaryIn(builtFolder(machine.root));
    assert.deepEqual(await getEngine(machine.find), { path, version: ENGINE_VERSION, origin: "built" });
    assert.deepEqual(machine.told, ["npm could not fetch the Pulumi CLI:\nE404"]);
    assert.match(machine.progress.join("\n"), /fetching modules, 1 so far[^]*compiling up to 3 packages/);
    assert.deepEqual(machine.left(), [
      `${ENGINE_VERSION}-${path.split("/").at(-2)?.split("-").at(-1) ?? ""}`,
    ]);
  });

  it("names the three ways where there is none", async () => {
    on();
    await assert.rejects(
      getEngine(machine.find),
      (fault: Error) =>
        fault instanceof UserError &&
        ["on the PATH", "through npm", "install Go"].every((way) => fault.message.includes(way)),
    );
    assert.deepEqual(machine.left(), []);
  });

  it("leaves nothing of a build that fails, with the compiler's words", async () => {
    const go: Run = (command, args, options) =>
      args[0] === "build" ? Promise.resolve(failed("no space left")) : goToolchain()(command, args, options);
    on({ go });
    await assert.rejects(
      getEngine(machine.find),
      /go build failed while building the Pulumi CLI:\nno space left/,
    );
    assert.deepEqual(machine.left(), []);
  });

  it("leaves nothing of a build that is interrupted", async () => {
    const go: Run = (command, args, options) => {
      if (args[0] === "build") {
        void goToolchain()(command, args, options);
        machine.interrupted.abort();
      }
      return goToolchain()(command, args, options);
    };
    on({ go });
    await assert.rejects(getEngine(machine.find), { name: "AbortError" });
    assert.deepEqual(machine.left(), []);
  });

  it("keeps nothing that is of another version than it should be", async () => {
    on({ go: goToolchain("3.0.0") });
    await assert.rejects(getEngine(machine.find), /is not pulumi v3\.250\.0: it says "v3\.0\.0"/);
    assert.deepEqual(machine.left(), []);
  });

  it("builds once when two ask at the same time", async () => {
    const slow: Run = async (command, args, options) => {
      await new Promise((done) => setTimeout(done, 50));
      return goToolchain()(command, args, options);
    };
    on({ go: slow });
    const [one, other] = await Promise.all([getEngine(machine.find), getEngine(machine.find)]);
    assert.deepEqual(one, other);
    assert.equal(machine.calls.filter((call) => call.startsWith("go build")).length, 1);
    assert.match(machine.progress.join("\n"), /Waiting for process \d+/);
  });

  it("does not wait for an owner that is gone", async () => {
    on({ go: goToolchain() });
    mkdirSync(machine.root, { recursive: true });
    writeFileSync(join(machine.root, `${ENGINE_VERSION}.lock`), "999999999");
    assert.equal((await getEngine(machine.find)).origin, "built");
  });
});

describe("npm run engine", () => {
  async function tell(args: readonly string[], machine = new Machine()) {
    const [out, err]: [string[], string[]] = [[], []];
    const exitCode = await main(args, {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      find: machine.find,
    });
    rmSync(machine.home, { recursive: true, force: true });
    return { exitCode, out: out.join("\n"), err: err.join("\n") };
  }

  it("prints the path alone on stdout", async () => {
    const machine = new Machine();
    const path = machine.install("3.260.0");
    assert.deepEqual(await tell([], machine), {
      exitCode: 0,
      out: path,
      err: "pulumi v3.260.0, from the PATH",
    });
  });

  it("only looks with --check", async () => {
    const machine = new Machine({ go: goToolchain() });
    const { exitCode, err } = await tell(["--check"], machine);
    assert.equal(exitCode, 1);
    assert.match(err, /no Pulumi CLI yet/);
  });

  it("explains itself", async () => {
    const { exitCode, out } = await tell(["--help"]);
    assert.equal(exitCode, 0);
    assert.match(out, /Usage: npm run engine/);
  });

  it("refuses what it does not know with exit code 2", async () => {
    assert.deepEqual(await tell(["--nope"]), {
      exitCode: 2,
      out: "",
      err: "Unknown option '--nope'; see --help",
    });
  });

  it("ends with 130 when interrupted", async () => {
    const machine = new Machine({ go: goToolchain() });
    machine.interrupted.abort();
    assert.equal((await tell([], machine)).exitCode, 130);
  });
});
