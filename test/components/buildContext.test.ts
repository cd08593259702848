import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs, {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { contentTag, planBuild, writeBuildFiles, type BuildArgs } from "../../components/buildContext";
import { UnreadableContextError } from "../../components/contextFiles";
import { IgnoreRules } from "../../components/contextIgnore";
import { matchesSegment, reachOf } from "../../components/contextPaths";
import { CONTEXT_LIMIT_BYTES, inspectContext } from "../../components/contextReport";

const SERVICE_DOCKERFILE = [
  "FROM python:3.11-slim",
  "ARG SERVICE",
  "COPY requirements.txt ./",
  "COPY common ./common",
  "COPY ${SERVICE} ./${SERVICE}",
  "",
].join("\n");

const SERVICES = ["user_service", "search_service", "conversation_service"];

describe("a build context that services share", () => {
  let folder: string;
  let root: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "context-"));
    root = join(folder, "app");
    write("service.Dockerfile", SERVICE_DOCKERFILE, folder);
    write("requirements.txt", "fastapi\n");
    write("README.md", "# App\n");
    write("common/db.py", "connect = 1\n");
    write("common/__pycache__/db.pyc", "bytes");
    for (const service of SERVICES) write(`${service}/main.py`, `name = "${service}"\n`);
    write(".dockerignore", "# caches\n**/__pycache__\n\n*.log\n");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function write(path: string, content: string, base = root): void {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), content);
  }

  function buildOf(service: string, changes: Partial<BuildArgs> = {}): BuildArgs {
    return {
      context: root,
      dockerfile: join(folder, "service.Dockerfile"),
      args: { SERVICE: service },
      platform: "linux/arm64",
      buildFolder: join(folder, ".build", "dev"),
      ...changes,
    };
  }

  const tagOf = (service: string, changes?: Partial<BuildArgs>): string =>
    contentTag(planBuild(buildOf(service, changes)));

  const tags = (): string[] => SERVICES.map((service) => tagOf(service));

  /** Which of the three services' tags `change` makes another. */
  function changedBy(change: () => void): string[] {
    const before = tags();
    change();
    const after = tags();
    return SERVICES.filter((_, at) => before[at] !== after[at]);
  }

  function dockerfile(...lines: string[]): string {
    write("own.Dockerfile", ["FROM python", ...lines, ""].join("\n"), folder);
    return join(folder, "own.Dockerfile");
  }

  const ignoreLines = (...lines: string[]): readonly string[] =>
    planBuild(buildOf("user_service", { dockerfile: dockerfile(...lines) })).ignoreLines;

  describe("its generated files", () => {
    it("are the Dockerfile, an ignore file that leaves out what it does not read, and a link", () => {
      const plan = planBuild(buildOf("user_service"));
      const files = writeBuildFiles(plan, "user-service");
      const build = join(folder, ".build", "dev");
      assert.deepEqual(files, {
        dockerfile: join(build, "user-service.Dockerfile"),
        context: join(build, "user-service.context"),
      });
      assert.deepEqual(readdirSync(build).sort(), [
        "user-service.Dockerfile",
        "user-service.Dockerfile.dockerignore",
        "user-service.context",
      ]);
      assert.equal(readFileSync(files.dockerfile, "utf8"), SERVICE_DOCKERFILE);
      assert.equal(
        readFileSync(`${files.dockerfile}.dockerignore`, "utf8"),
        [
          "# Generated: what this service's build leaves out of the shared context.",
          "# caches",
          "**/__pycache__",
          "*.log",
          "# Not read by the Dockerfile:",
          "/README.md",
          "/conversation_service",
          "/search_service",
          "",
        ].join("\n"),
      );
      assert.equal(readlinkSync(files.context), join("..", "..", "app"));
      assert.equal(realpathSync(files.context), realpathSync(root));
      assert.equal(plan.narrowed, true);
    });

    it("are written again only when they differ", () => {
      const plan = planBuild(buildOf("user_service"));
      const { dockerfile: path, context } = writeBuildFiles(plan, "user-service");
      const long = new Date("2020-01-01T00:00:00Z");
      utimesSync(path, long, long);
      utimesSync(`${path}.dockerignore`, long, long);
      const link = lstatSync(context).ino;
      writeBuildFiles(planBuild(buildOf("user_service")), "user-service");
      assert.equal(statSync(path).mtimeMs, long.getTime());
      assert.equal(statSync(`${path}.dockerignore`).mtimeMs, long.getTime());
      assert.equal(lstatSync(context).ino, link);

      write("service.Dockerfile", `${SERVICE_DOCKERFILE}USER app\n`, folder);
      renameSync(root, join(folder, "moved"));
      writeBuildFiles(planBuild(buildOf("user_service", { context: join(folder, "moved") })), "user-service");
      assert.match(readFileSync(path, "utf8"), /USER app\n$/);
      assert.equal(statSync(`${path}.dockerignore`).mtimeMs, long.getTime());
      assert.equal(readlinkSync(context), join("..", "..", "moved"));
    });

    it("leave out neighbours on every level of a source's path, with their special characters", () => {
      write("packages/auth/src/a.py", "");
      write("packages/auth/tests/t.py", "");
      write("packages/c++ [x] (1)/b.py", "");
      write("packages/!odd#/b.py", "");
      const lines = ignoreLines("COPY packages/auth/src requirements.txt /app/");
      assert.deepEqual(lines.slice(lines.indexOf("# Not read by the Dockerfile:") + 1), [
        "/README.md",
        "/common",
        "/conversation_service",
        "/search_service",
        "/user_service",
        "/packages/\\!odd\\#",
        "/packages/c\\+\\+ \\[x\\] \\(1\\)",
        "/packages/auth/tests",
      ]);
      const rules = new IgnoreRules(lines);
      assert.ok(rules.ignores("packages/c++ [x] (1)/b.py"));
      assert.ok(rules.ignores("packages/!odd#/b.py"));
      assert.ok(!rules.ignores("packages/auth/src/a.py"));
    });

    it("follow wildcards to exactly what they match", () => {
      for (const service of SERVICES) write(`${service}/requirements.txt`, "");
      const lines = ignoreLines("COPY *_service/req*.txt /app/");
      assert.deepEqual(lines.slice(lines.indexOf("# Not read by the Dockerfile:") + 1), [
        "/README.md",
        "/common",
        "/requirements.txt",
        "/conversation_service/main.py",
        "/search_service/main.py",
        "/user_service/main.py",
      ]);
    });

    it("have only the checkout's own lines when anything may be read", () => {
      const own = ["# caches", "**/__pycache__", "*.log"];
      for (const source of [
        "COPY . .",
        "COPY $UNKNOWN /x",
        "RUN --mount=target=/src make",
        "COPY common . /x",
      ]) {
        assert.deepEqual(ignoreLines(source).slice(1), own, source);
      }
      const plan = planBuild(buildOf("user_service", { dockerfile: dockerfile("COPY . .") }));
      assert.equal(plan.narrowed, false);
    });

    it("know the arguments that BuildKit sets by itself", () => {
      write("bin/arm64/tool", "");
      write("bin/amd64/tool", "");
      const lines = ignoreLines("ARG TARGETARCH", "COPY bin/$TARGETARCH/tool /usr/local/bin/");
      assert.deepEqual(lines.slice(-2), ["/user_service", "/bin/amd64"]);
    });

    it("leave everything out when nothing is read", () => {
      const plan = planBuild(buildOf("user_service", { dockerfile: dockerfile("RUN true") }));
      assert.deepEqual(
        readdirSync(root).filter((name) => !new IgnoreRules(plan.ignoreLines).ignores(name)),
        [".dockerignore"],
      );
    });

    it("do not narrow past a link that a source names, which COPY would follow", () => {
      symlinkSync("common", join(root, "linked"));
      assert.equal(ignoreLines("COPY linked /app").includes("/user_service"), false);
      assert.equal(ignoreLines("COPY linked/db.py /app").includes("/user_service"), false);
      assert.equal(ignoreLines("COPY common /app").includes("/user_service"), true);
    });

    it("begin with the ignore file beside the Dockerfile when there is one", () => {
      write("service.Dockerfile.dockerignore", "*.md\n", folder);
      const plan = planBuild(buildOf("user_service"));
      assert.equal(plan.ignoreFile.path, join(folder, "service.Dockerfile.dockerignore"));
      assert.deepEqual(plan.ignoreLines.slice(1, 3), ["*.md", "# Not read by the Dockerfile:"]);
    });

    it("do not depend on exceptions among the checkout's own lines", () => {
      write(".dockerignore", "*\n!common\n!user_service\n!search_service\n!README.md\n");
      const lines = ignoreLines("COPY common user_service /app/");
      const rules = new IgnoreRules(lines);
      const sent = ["common/db.py", "user_service/main.py"];
      const left = [
        "search_service/main.py",
        "README.md",
        "requirements.txt",
        "conversation_service/main.py",
      ];
      assert.deepEqual(
        sent.filter((path) => rules.ignores(path)),
        [],
      );
      assert.deepEqual(
        left.filter((path) => !rules.ignores(path)),
        [],
      );
    });

    it("leave out what an exception of the checkout takes in below an ignored directory", () => {
      write(".dockerignore", "*\n!common\n!*/main.py\n");
      const lines = ignoreLines("COPY common /app/");
      assert.deepEqual(lines.slice(lines.indexOf("# Not read by the Dockerfile:") + 1, -2), [
        "/conversation_service",
        "/conversation_service/**",
        "/search_service",
        "/search_service/**",
      ]);
      const rules = new IgnoreRules(lines);
      assert.equal(rules.ignores("search_service/main.py"), true);
      assert.equal(rules.ignores("common/db.py"), false);
    });

    it("are never part of a context that holds the project", () => {
      const dev = join(root, "infrastructure", ".build", "dev");
      const build = buildOf("user_service", { dockerfile: dockerfile("COPY . ."), buildFolder: dev });
      assert.ok(planBuild(build).ignoreLines.includes("/infrastructure/.build"));
      const before = contentTag(planBuild(build));
      writeBuildFiles(planBuild(build), "user-service");
      assert.equal(contentTag(planBuild(build)), before);
      const other = planBuild(buildOf("user_service", { buildFolder: join(root, "out", "dev") }));
      assert.ok(other.ignoreLines.includes("/out/dev"));
    });
  });

  describe("its tag", () => {
    it("is a hash with a prefix, another one for each service", () => {
      for (const tag of tags()) assert.match(tag, /^src-[0-9a-f]{16}$/);
      assert.equal(new Set(tags()).size, 3);
    });

    it("changes with the service's own sources and with no other's", () => {
      assert.deepEqual(
        changedBy(() => {
          write("user_service/main.py", "other = 1\n");
        }),
        ["user_service"],
      );
      assert.deepEqual(
        changedBy(() => {
          write("search_service/deep/er/new.py", "");
        }),
        ["search_service"],
      );
      assert.deepEqual(
        changedBy(() => {
          rmSync(join(root, "search_service/deep/er/new.py"));
        }),
        ["search_service"],
      );
    });

    it("changes for all services with the package that they share", () => {
      assert.deepEqual(
        changedBy(() => {
          write("common/db.py", "connect = 2\n");
        }),
        SERVICES,
      );
      assert.deepEqual(
        changedBy(() => {
          renameSync(join(root, "common/db.py"), join(root, "common/database.py"));
        }),
        SERVICES,
      );
    });

    it("does not change with ignored files, files that no Dockerfile reads, or times", () => {
      const nothing = (change: () => void): void => {
        assert.deepEqual(changedBy(change), []);
      };
      nothing(() => {
        write("common/__pycache__/db.pyc", "other bytes");
      });
      nothing(() => {
        write("README.md", "# Other\n");
      });
      nothing(() => {
        write("budget_service/main.py", "");
      });
      nothing(() => {
        mkdirSync(join(root, "user_service/empty"));
      });
      nothing(() => {
        utimesSync(join(root, "common/db.py"), new Date(0), new Date(0));
      });
      nothing(() => {
        writeFileSync(join(root, "common/db.py"), readFileSync(join(root, "common/db.py")));
      });
    });

    it("changes with a file's permissions, which COPY keeps", () => {
      assert.deepEqual(
        changedBy(() => {
          chmodSync(join(root, "common/db.py"), 0o755);
        }),
        SERVICES,
      );
      assert.deepEqual(
        changedBy(() => {
          chmodSync(join(root, "common/db.py"), 0o600);
        }),
        SERVICES,
      );
    });

    it("changes with the Dockerfile, build arguments and platform", () => {
      const before = tagOf("user_service");
      const amd64 = tagOf("user_service", { platform: "linux/amd64" });
      const args = tagOf("user_service", { args: { SERVICE: "user_service", EXTRA: "1" } });
      assert.equal(new Set([before, amd64, args]).size, 3);
      assert.deepEqual(
        changedBy(() => {
          write("service.Dockerfile", `${SERVICE_DOCKERFILE}USER app\n`, folder);
        }),
        SERVICES,
      );
      const [one, two] = [
        { SERVICE: "user_service", A: "1" },
        { A: "1", SERVICE: "user_service" },
      ];
      assert.equal(tagOf("user_service", { args: one }), tagOf("user_service", { args: two }));
    });

    it("is the same for a copy of the checkout elsewhere", () => {
      const before = tags();
      cpSync(root, join(folder, "copy"), { recursive: true });
      const elsewhere = SERVICES.map((service) => tagOf(service, { context: join(folder, "copy") }));
      assert.deepEqual(elsewhere, before);
    });

    it("takes a symbolic link for its target's text", () => {
      symlinkSync("db.py", join(root, "common/link.py"));
      const before = tagOf("user_service");
      write("common/other.py", "connect = 1\n");
      const with2 = tagOf("user_service");
      rmSync(join(root, "common/link.py"));
      symlinkSync("other.py", join(root, "common/link.py"));
      assert.equal(new Set([before, with2, tagOf("user_service")]).size, 3);
    });

    it("works without an ignore file", () => {
      rmSync(join(root, ".dockerignore"));
      assert.deepEqual(
        changedBy(() => {
          write("user_service/main.py", "other = 1\n");
        }),
        ["user_service"],
      );
      assert.deepEqual(
        changedBy(() => {
          write("common/__pycache__/db.pyc", "other");
        }),
        SERVICES,
      );
    });

    it("is refused with the names of what cannot be sent", () => {
      symlinkSync("nowhere", join(root, "common/dangling"));
      execFileSync("mkfifo", [join(root, "common/pipe")]);
      assert.throws(
        () => tagOf("user_service"),
        (error: unknown) => {
          assert.ok(error instanceof UnreadableContextError);
          assert.equal(
            error.message,
            `The build context ${root} holds what cannot be sent to Docker: common/dangling (a symbolic link that leads ` +
              `nowhere), common/pipe (neither a file, a directory nor a symbolic link). Mend or remove it, or name it in the ` +
              `context's .dockerignore.`,
          );
          return true;
        },
      );
      write(".dockerignore", "common/dangling\ncommon/pipe\n");
      assert.match(tagOf("user_service"), /^src-/);
    });

    it("reads a file that services share once a process, and again when it is another", () => {
      const reads = countReads(join(root, "common/db.py"));
      try {
        tags();
        tags();
        assert.equal(reads.count(), 1);
        write("common/db.py", "connect = 3\n");
        tags();
        assert.equal(reads.count(), 2);
      } finally {
        reads.stop();
      }
    });
  });

  describe("its report", () => {
    const report = (changes: Partial<BuildArgs> = {}): ReturnType<typeof inspectContext> =>
      inspectContext(buildOf("user_service", changes));

    it("counts what the build would send", () => {
      write("user_service/model.bin", "x".repeat(5000));
      assert.deepEqual(report(), {
        files: 5,
        bytes: 5000 + lstatSync(join(root, ".dockerignore")).size + 8 + 12 + 22,
        complete: true,
        biggestFolders: [
          { path: "user_service", bytes: 5022, files: 2 },
          { path: ".dockerignore", bytes: 31, files: 1 },
          { path: "common", bytes: 12, files: 1 },
          { path: "requirements.txt", bytes: 8, files: 1 },
        ],
        hasIgnoreFile: true,
        exposed: [],
        narrowed: true,
        copiesSecretFiles: [],
        unreadable: [],
      });
      rmSync(join(root, ".dockerignore"));
      assert.equal(report().hasIgnoreFile, false);
    });

    it("ends early in a huge tree and says so", () => {
      write("data/huge.bin", "");
      truncateSync(join(root, "data/huge.bin"), CONTEXT_LIMIT_BYTES * 11);
      const { bytes, complete, biggestFolders } = report({ dockerfile: dockerfile("COPY . .") });
      assert.equal(complete, false);
      assert.ok(bytes > CONTEXT_LIMIT_BYTES);
      assert.equal(biggestFolders[0]?.path, "data");
    });

    it("names .env files that a copied directory takes along", () => {
      write(".env", "SECRET_KEY=x");
      write("user_service/.env.local", "SECRET_KEY=x");
      write("user_service/.env.example", "SECRET_KEY=");
      write("search_service/.env", "SECRET_KEY=x");
      const copied = (...lines: string[]): unknown =>
        report({ dockerfile: dockerfile(...lines) }).copiesSecretFiles;
      assert.deepEqual(copied("COPY . ."), [
        { line: 2, path: ".env" },
        { line: 2, path: "search_service/.env" },
        { line: 2, path: "user_service/.env.local" },
      ]);
      assert.deepEqual(copied("RUN true", "COPY user_service /app"), [
        { line: 3, path: "user_service/.env.local" },
      ]);
      assert.deepEqual(copied("COPY * /app/"), copied("COPY . ."));
      assert.deepEqual(copied("COPY requirements.txt /app/"), []);
      assert.deepEqual(copied("RUN --mount=target=/src true"), []);
      write(".dockerignore", "**/.env*\n");
      assert.deepEqual(copied("COPY . ."), []);
    });

    it("names .env files that the Dockerfile names itself, there or not", () => {
      const dockerfile_ = dockerfile("COPY .env .env.test ./", "COPY .env.example ./");
      write(".env", "SECRET_KEY=x");
      assert.deepEqual(report({ dockerfile: dockerfile_ }).copiesSecretFiles, [
        { line: 2, path: ".env" },
        { line: 2, path: ".env.test" },
      ]);
    });
  });
});

/** Counts how often a file is read, whoever reads it. */
function countReads(path: string): { count: () => number; stop: () => void } {
  const original = fs.readFileSync;
  let reads = 0;
  fs.readFileSync = ((...args: Parameters<typeof original>) => {
    if (args[0] === path) reads += 1;
    return original(...args);
  }) as typeof original;
  return { count: () => reads, stop: () => (fs.readFileSync = original) };
}

describe("paths of a build context", () => {
  it("lie inside, above or outside of sources", () => {
    const sources = ["packages/auth", "*_service/req?.txt", "a/**/b"];
    assert.equal(reachOf("packages", sources), "above");
    assert.equal(reachOf("packages/auth", sources), "inside");
    assert.equal(reachOf("packages/auth/x/y", sources), "inside");
    assert.equal(reachOf("packages/author", sources), "outside");
    assert.equal(reachOf("user_service", sources), "above");
    assert.equal(reachOf("user_service/req1.txt", sources), "inside");
    assert.equal(reachOf("user_service/req.txt", sources), "outside");
    assert.equal(reachOf("a/x/y", sources), "inside");
    assert.equal(reachOf("b", []), "outside");
    assert.equal(reachOf("anything", ["."]), "inside");
  });

  it("match as filepath.Match does", () => {
    const matches: readonly [string, string, boolean][] = [
      ["*", ".env", true],
      ["a*c", "abbc", true],
      ["?", "", false],
      ["[a-c]x", "bx", true],
      ["[^a-c]x", "bx", false],
      ["[!]x", "!x", true],
      ["\\*", "*", true],
      ["\\*", "a", false],
      ["a.b", "a+b", false],
      ["*.b", "aXb", false],
      ["a+b*", "a+bc", true],
      ["[", "anything", true],
    ];
    for (const [pattern, name, expected] of matches) {
      assert.equal(matchesSegment(pattern, name), expected, `${pattern} ${name}`);
    }
  });

  it("are ignored as moby ignores them", () => {
    const rules = new IgnoreRules([
      "# no",
      "",
      " *.md ",
      "!README.md",
      "/docs/",
      "**/node_modules",
      "!a/*/keep.txt",
      "c++/x*",
    ]);
    const ignored = ["x.md", "docs/a/b", "node_modules/a", "a/node_modules/b", "c++/x1"];
    const sent = ["README.md", "sub/x.md", "README.MD", "doc", "#", "a/node_modules.txt", "c+/x"];
    assert.deepEqual(
      ignored.filter((path) => !rules.ignores(path)),
      [],
    );
    assert.deepEqual(
      sent.filter((path) => rules.ignores(path)),
      [],
    );
  });

  it("below an ignored directory follow moby where its documentation says otherwise", () => {
    // The directory matches neither exception while nothing ignores it, so that what lies below is not taken in again.
    const early = new IgnoreRules(["!a/b", "a/*/c", "!a/b"]);
    assert.equal(early.ignores("a/b/c/z.md"), true);
    assert.equal(early.ignores("a/b/y.py"), false);
    // A second pattern for a directory that is ignored already is not tried: an exception below it stays.
    const twice = new IgnoreRules(["svc_*", "!*/req.txt", "/svc_b"]);
    assert.equal(twice.ignores("svc_b/req.txt"), false);
    assert.equal(twice.ignores("svc_b/main.py"), true);
  });

  it("are looked for below ignored directories only where an exception may lie", () => {
    const rules = new IgnoreRules(["*", "!a/*/keep.txt", "!b", "!c/**/d"]);
    const may = ["a", "a/x", "b", "b/x", "c", "c/x/y"];
    const not = ["x", "a/x/y/z", ".git"];
    assert.deepEqual(
      may.filter((path) => !rules.mayHoldFiles(path)),
      [],
    );
    assert.deepEqual(
      not.filter((path) => rules.mayHoldFiles(path)),
      [],
    );
  });
});
