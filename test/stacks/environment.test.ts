import assert from "node:assert/strict";
import { readFileSync, truncateSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { SecretValue } from "../../simulator/secret";
import { simulate } from "../../simulator/session";
import { readEnvironment } from "../../stacks/config";
import type { CatalogueEntry, Environment } from "../../stacks/environment";
import { problemLine } from "../../stacks/problems";
import { profiles } from "../../stacks/profiles";
import { resolveEnvironment, type StackInput } from "../../stacks/resolve";
import { withStandIns } from "../../stacks/standIns";
import { catalogue, secretCatalogue } from "../../stacks/services";
import {
  assertNothingSecret,
  ENCRYPTED,
  entryWith,
  inputWith,
  MARKERS,
  projectWith,
  resolveWith,
  type Change,
} from "./fixture";

const PROJECT_DIR = path.resolve(__dirname, "../..");

/** The environment of a stack without problems. */
function environmentOf(change: Change = {}): Environment {
  const { environment, problems } = resolveWith(change);
  assert.deepEqual(problems.map(problemLine), []);
  assert.ok(environment);
  return environment;
}

function serviceOf(environment: Environment, name: string): Environment["services"][number] {
  const service = environment.services.find((candidate) => candidate.name === name);
  assert.ok(service, `no service ${name}`);
  return service;
}

describe("the environment of a stack", () => {
  it("has the defaults where the config is silent", () => {
    const { services, secrets, ...rest } = environmentOf({
      config: { "aws:region": null, hostedZone: null },
    });
    assert.deepEqual(rest, {
      project: "harena",
      stack: "dev",
      region: "eu-west-1",
      sizing: "dev",
      profile: profiles.dev,
      architecture: "arm64",
      domain: "dev.harena.com",
      apiDomain: "api.dev.harena.com",
      frontendDomains: ["dev.harena.com", "www.dev.harena.com"],
      hostedZone: "dev.harena.com",
      frontendDist: "app/harena_front/dist",
      vpcCidr: "10.0.0.0/16",
      databaseCidr: "0.0.0.0/0",
      idleTimeout: 310,
      healthService: "user_service",
      warnings: [],
    });
    assert.deepEqual(
      services.map(({ name }) => name),
      ["user_service", "search_service", "conversation_service"],
    );
    assert.deepEqual(
      secrets.map(({ name, source }) => [name, source.kind]),
      [
        ["BONSAI_URL", "value"],
        ["DATABASE_URL", "value"],
        ["DEEPSEEK_API_KEY", "value"],
        ["SECRET_KEY", "value"],
      ],
    );
  });

  it("takes what the config says", () => {
    const environment = environmentOf({
      config: {
        "aws:region": "eu-central-1",
        domain: "harena.com",
        hostedZone: "harena.com",
        sizing: "prod",
        frontendDist: "web/out/",
        databaseAddress: "203.0.113.10",
        vpcCidr: "172.20.0.0/20",
        architecture: "x86_64",
        alarmEmail: "ops@harena.com",
        monthlyBudget: "250.50",
        sleep: { from: "22:00", to: "06:00", timezone: "America/Argentina/Buenos_Aires" },
      },
    });
    assert.equal(environment.region, "eu-central-1");
    assert.equal(environment.apiDomain, "api.harena.com");
    assert.equal(environment.frontendDist, "app/web/out");
    assert.equal(environment.databaseCidr, "203.0.113.10/32");
    assert.equal(environment.vpcCidr, "172.20.0.0/20");
    assert.equal(environment.architecture, "x86_64");
    assert.equal(environment.alarmEmail, "ops@harena.com");
    assert.equal(environment.monthlyBudget, 250.5);
    assert.deepEqual(environment.profile, {
      ...profiles.prod,
      sleep: { from: "22:00", to: "06:00", timezone: "America/Argentina/Buenos_Aires" },
    });
  });

  it("loses what protects it from being destroyed when the config says so, and nothing else", () => {
    const { profile } = environmentOf({ config: { sizing: "prod", allowDestroy: true } });
    assert.deepEqual(profile, { ...profiles.prod, deletionProtection: false, forceDestroy: true });
    assert.deepEqual(
      environmentOf({ config: { sizing: "prod", allowDestroy: false } }).profile,
      profiles.prod,
    );
  });

  it("does not sleep when the config says false", () => {
    const { profile } = environmentOf({ config: { sleep: false } });
    assert.deepEqual({ ...profile, sleep: profiles.dev.sleep }, profiles.dev);
    assert.equal("sleep" in profile, false);
  });

  it("does not depend on the order of the catalogue", () => {
    const plain = (environment: Environment): unknown => ({
      ...environment,
      secrets: environment.secrets.map(({ source, ...secret }) => ({ ...secret, kind: source.kind })),
    });
    const expected = plain(environmentOf());
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
      [0, 2, 1],
    ]) {
      const shuffled = order.flatMap((index) => catalogue.slice(index, index + 1));
      const actual = plain(environmentOf({ catalogue: shuffled }));
      assert.deepEqual(actual, expected);
      assert.equal(JSON.stringify(actual), JSON.stringify(expected));
    }
  });

  it("puts callees before callers, and otherwise goes by name", () => {
    const names = ["b_service", "a_service", "d_service", "c_service"];
    const calls: Readonly<Record<string, string[]>> = { a_service: ["d_service"] };
    const entries = names.map((name) =>
      entryWith({ name, routes: [{ paths: [`/api/${name}/*`] }], calls: calls[name] ?? [], secrets: [] }),
    );
    const files = Object.fromEntries(names.map((name) => [`app/${name}/main.py`, ""]));
    const { services } = environmentOf({ catalogue: entries, healthService: "a_service", files });
    assert.deepEqual(
      services.map(({ name }) => name),
      ["b_service", "c_service", "d_service", "a_service"],
    );
  });

  it("reports all problems of a config at once", () => {
    const { problems, missingSecrets } = resolveWith({
      stack: "Feature_42",
      config: {
        "aws:region": "Ireland",
        domain: "localhost",
        sizing: "medium",
        vpcCidr: "10.0.0.0/8",
        colour: "blue",
        services: { user_service: { cpu: 300, settings: { SMTP_PASSWORD: "pasted-password" } } },
        imageTags: { nobody: "v1" },
        SECRET_KEY: "pasted-short",
        DEEPSEEK_API_KEY: null,
      },
      catalogue: [
        ...catalogue,
        entryWith({ name: "budget_service", port: 0, routes: [{ paths: ["/x/*"] }] }),
      ],
    });
    assert.deepEqual(
      problems.map(({ kind, key }) => `${kind} ${key}`),
      [
        "invalid stack",
        "invalid aws:region",
        "invalid harena:domain",
        "invalid harena:sizing",
        "invalid harena:vpcCidr",
        "invalid harena:services.user_service.cpu",
        "unknown harena:colour",
        "invalid catalogue.budget_service.port",
        "unknown harena:imageTags.nobody",
        "invalid harena:services.user_service.settings.SMTP_PASSWORD",
        "invalid catalogue.budget_service.name",
        "missing-secret harena:DEEPSEEK_API_KEY",
        "invalid harena:SECRET_KEY",
      ],
    );
    assert.deepEqual(missingSecrets, ["DEEPSEEK_API_KEY"]);
    assertNothingSecret(problems.map(problemLine));
  });
});

describe("a service of an environment", () => {
  it("is the catalogue's entry with the sizing's numbers", () => {
    assert.deepEqual(serviceOf(environmentOf(), "conversation_service"), {
      name: "conversation_service",
      hostname: "conversation-service",
      port: 8000,
      url: "http://conversation-service:8000",
      routes: [
        { paths: ["/api/conversation/*"], rewrite: "/api/v1/conversation" },
        { paths: ["/api/v1/conversation/*"] },
      ],
      healthPath: "/api/v1/conversation/health",
      streamPath: "/api/v1/conversation/stream?seconds=70",
      settings: {
        ALGORITHM: "HS256",
        CONVERSATION_SERVICE_URL: "http://conversation-service:8000",
        CORS_ORIGINS: "https://dev.harena.com,https://www.dev.harena.com",
        SEARCH_SERVICE_URL: "http://search-service:8000",
        USER_SERVICE_URL: "http://user-service:8000",
      },
      secrets: ["DATABASE_URL", "DEEPSEEK_API_KEY", "SECRET_KEY"],
      calls: ["search_service", "user_service"],
      size: { cpu: 256, memory: 512 },
      scaling: { minTasks: 1, maxTasks: 2, cpuPercent: 70, requestsPerTask: 1000 },
      requestTimeout: 120,
      latencySeconds: 30,
      image: {
        kind: "build",
        context: "app",
        dockerfile: "docker/service.Dockerfile",
        args: { SERVICE: "conversation_service", PORT: "8000", HEALTH_PATH: "/api/v1/conversation/health" },
      },
    });
  });

  it("takes the stack's overrides before its entry's, and those before the sizing's", () => {
    const environment = environmentOf({
      catalogue: [
        entryWith({
          size: { memory: 1024 },
          scaling: { maxTasks: 4, cpuPercent: 50 },
          requestTimeout: 30,
          settings: { REGION: "eu", LOG_LEVEL: "info" },
        }),
      ],
      config: {
        services: {
          user_service: {
            cpu: 512,
            maxTasks: 3,
            requestTimeout: 90,
            settings: { LOG_LEVEL: "debug", WORKERS: 2 },
          },
        },
      },
    });
    const { size, scaling, requestTimeout, settings } = serviceOf(environment, "user_service");
    assert.deepEqual(size, { cpu: 512, memory: 1024 });
    assert.deepEqual(scaling, { minTasks: 1, maxTasks: 3, cpuPercent: 50, requestsPerTask: 1000 });
    assert.equal(requestTimeout, 90);
    assert.equal(environment.idleTimeout, 310);
    assert.deepEqual(Object.entries(settings), [
      ["CORS_ORIGINS", "https://dev.harena.com,https://www.dev.harena.com"],
      ["LOG_LEVEL", "debug"],
      ["REGION", "eu"],
      ["WORKERS", "2"],
    ]);
  });

  it("waits two minutes for an answer and listens on 8000 unless its entry says otherwise", () => {
    const { requestTimeout, port } = serviceOf(environmentOf({ catalogue: [entryWith()] }), "user_service");
    assert.deepEqual({ requestTimeout, port }, { requestTimeout: 120, port: 8000 });
  });

  it("begins its answers within five seconds, or within all the time that it has, unless somebody says otherwise", () => {
    const seconds = (entry: Partial<CatalogueEntry>, override: object = {}): number =>
      serviceOf(
        environmentOf({
          catalogue: [entryWith(entry)],
          config: { services: { user_service: override } },
        }),
        "user_service",
      ).latencySeconds;
    assert.equal(seconds({}), 5);
    assert.equal(seconds({ requestTimeout: 4 }), 4);
    assert.equal(seconds({}, { requestTimeout: 3 }), 3);
    assert.equal(seconds({ latencySeconds: 20, requestTimeout: 20 }), 20);
    assert.equal(seconds({ latencySeconds: 20 }, { latencySeconds: 40 }), 40);
  });

  it("has the health command of its entry, and none without", () => {
    const healthCommand = ["CMD-SHELL", "wget -qO- localhost:8000/health"];
    const given = serviceOf(environmentOf({ catalogue: [entryWith({ healthCommand })] }), "user_service");
    assert.deepEqual(given.healthCommand, healthCommand);
    assert.equal("healthCommand" in serviceOf(environmentOf(), "user_service"), false);
  });

  it("may have a fixed number of tasks", () => {
    const environment = environmentOf({ config: { services: { user_service: { minTasks: 2 } } } });
    const { minTasks, maxTasks } = serviceOf(environment, "user_service").scaling;
    assert.deepEqual([minTasks, maxTasks], [2, 2]);
  });

  it("may have as many tasks as Cloud Map has addresses for one service", () => {
    const environment = environmentOf({ config: { services: { user_service: { maxTasks: 1000 } } } });
    assert.equal(serviceOf(environment, "user_service").scaling.maxTasks, 1000);
  });

  it("is told where its callees are, on the ports that they have", () => {
    const environment = environmentOf({
      catalogue: [
        entryWith({ port: 8001 }),
        entryWith({ name: "search_service", routes: [{ paths: ["/api/x/*"] }], calls: ["user_service"] }),
      ],
    });
    assert.deepEqual(serviceOf(environment, "search_service").settings, {
      CORS_ORIGINS: "https://dev.harena.com,https://www.dev.harena.com",
      USER_SERVICE_URL: "http://user-service:8001",
    });
    assert.deepEqual(serviceOf(environment, "user_service").settings, {
      CORS_ORIGINS: "https://dev.harena.com,https://www.dev.harena.com",
    });
  });

  it("is built by its own Dockerfile, by the one that its entry names, or by the common one", () => {
    const environment = environmentOf({
      catalogue: [
        entryWith(),
        entryWith({
          name: "search_service",
          routes: [{ paths: ["/api/x/*"] }],
          dockerfile: "images/search.Dockerfile",
        }),
        entryWith({ name: "conversation_service", routes: [{ paths: ["/api/y/*"] }] }),
      ],
      files: { "app/images/search.Dockerfile": "FROM python\nCOPY search_service .\n" },
    });
    const images = Object.fromEntries(environment.services.map(({ name, image }) => [name, image]));
    assert.deepEqual(images, {
      user_service: { kind: "build", context: "app", dockerfile: "app/user_service/Dockerfile", args: {} },
      search_service: { kind: "build", context: "app", dockerfile: "app/images/search.Dockerfile", args: {} },
      conversation_service: {
        kind: "build",
        context: "app",
        dockerfile: "docker/service.Dockerfile",
        args: { SERVICE: "conversation_service", PORT: "8000", HEALTH_PATH: "/health" },
      },
    });
  });

  it("is built with its entry's build arguments, beside those of the common Dockerfile", () => {
    const environment = environmentOf({
      catalogue: [
        entryWith({ buildArgs: { PORT: "80", STAGE: "slim" } }),
        entryWith({
          name: "search_service",
          routes: [{ paths: ["/api/x/*"] }],
          buildArgs: { SHARED: "harena_core" },
        }),
      ],
    });
    const args = environment.services.map(({ image }) => image.kind === "build" && image.args);
    assert.deepEqual(args, [
      { SHARED: "harena_core", SERVICE: "search_service", PORT: "8000", HEALTH_PATH: "/health" },
      { PORT: "80", STAGE: "slim" },
    ]);
  });

  it("is built from where the checkout is, inside the project or outside", () => {
    const elsewhere = projectWith({}).split(path.sep).join("/");
    const { image } = serviceOf(environmentOf({ config: { appPath: `${elsewhere}/app` } }), "user_service");
    assert.deepEqual(image, {
      kind: "build",
      context: `${elsewhere}/app`,
      dockerfile: `${elsewhere}/app/user_service/Dockerfile`,
      args: {},
    });
  });

  it("needs no checkout when every image is pinned", () => {
    const uri = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/harena-prod/search@sha256:${"a".repeat(64)}`;
    const environment = environmentOf({
      config: {
        appPath: "nowhere",
        imageTags: { user_service: "src-0123456789abcdef", search_service: uri, conversation_service: 42 },
      },
    });
    assert.deepEqual(
      environment.services.map(({ image }) => image),
      [
        { kind: "tag", tag: "src-0123456789abcdef" },
        { kind: "image", uri },
        { kind: "tag", tag: "42" },
      ],
    );
  });
});

describe("the secrets of an environment", () => {
  const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:team/bonsai-AbCdEf";

  it("come from values, ARNs, or a generator", async () => {
    const { secrets } = environmentOf({
      config: { BONSAI_URL: null, SECRET_KEY: null, secretArns: { BONSAI_URL: ARN } },
    });
    const sources = new Map(secrets.map(({ name, source }) => [name, source]));
    assert.deepEqual(sources.get("BONSAI_URL"), { kind: "existing", arn: ARN });
    assert.deepEqual(sources.get("SECRET_KEY"), { kind: "generated", length: 64 });
    const database = sources.get("DATABASE_URL");
    assert.ok(database?.kind === "value");
    assert.equal(await pulumi.isSecret(database.value), true);
    assert.equal(await new Promise((settle) => database.value.apply(settle)), MARKERS.DATABASE_URL);
  });

  it("are those that some service reads", () => {
    const { secrets, warnings } = environmentOf({ catalogue: [entryWith({ secrets: ["SECRET_KEY"] })] });
    assert.deepEqual(
      secrets.map(({ name }) => name),
      ["SECRET_KEY"],
    );
    assert.deepEqual(warnings, [
      "No service reads the secret BONSAI_URL.",
      "No service reads the secret DATABASE_URL.",
      "No service reads the secret DEEPSEEK_API_KEY.",
    ]);
  });

  it("are sound at exactly the shortest length", () => {
    environmentOf({ config: { SECRET_KEY: "k".repeat(32), DEEPSEEK_API_KEY: "k".repeat(20) } });
  });

  it("can be stood in for while they are missing", () => {
    const input = inputWith({ config: { DATABASE_URL: null, BONSAI_URL: null, DEEPSEEK_API_KEY: null } });
    const { environment, problems, missingSecrets } = resolveEnvironment(input);
    assert.equal(environment, undefined);
    assert.deepEqual(missingSecrets, ["BONSAI_URL", "DATABASE_URL", "DEEPSEEK_API_KEY"]);
    assert.deepEqual([...new Set(problems.map(({ kind }) => kind))], ["missing-secret"]);
    assert.ok(withPlaceholders(input).environment);
  });

  it("all have stand-ins of the right form", () => {
    for (const { name, placeholder, minLength, accepts } of secretCatalogue) {
      assert.ok(placeholder.length >= minLength && accepts?.(placeholder) !== false, name);
    }
  });
});

describe("warnings", () => {
  it("come for a checkout without .dockerignore, once", () => {
    assert.deepEqual(environmentOf({ files: { "app/.dockerignore": null } }).warnings, [
      "app has no .dockerignore: its Git history, virtual environments and .env files are within reach of every build. docker/recommended.dockerignore has the lines.",
    ]);
  });

  it("come for a .dockerignore that leaves in what no build needs, and for the recommended one never", () => {
    const files = {
      "app/.git/HEAD": "",
      "app/.env": "SECRET_KEY=x\n",
      "app/.env.example": "SECRET_KEY=\n",
      "app/.venv/pyvenv.cfg": "",
      "app/.dockerignore": ".git\n",
    };
    assert.deepEqual(environmentOf({ files }).warnings, [
      "The .dockerignore of app does not name .env, .venv, which is then within reach of every build. docker/recommended.dockerignore has the lines.",
    ]);
    const recommended = readFileSync(
      path.resolve(__dirname, "../../docker/recommended.dockerignore"),
      "utf8",
    );
    assert.deepEqual(environmentOf({ files: { ...files, "app/.dockerignore": recommended } }).warnings, []);
  });

  it("come for a Dockerfile that exposes another port, and for a /tmp that its user cannot write", () => {
    const dockerfile = "FROM python\nCOPY user_service .\nEXPOSE 8001\nUSER app\n";
    assert.deepEqual(environmentOf({ files: { "app/user_service/Dockerfile": dockerfile } }).warnings, [
      "app/user_service/Dockerfile exposes port 8001, but the catalogue expects user_service on port 8000: give its entry the port that it listens on.",
      'In the image of user_service (app/user_service/Dockerfile), the container runs as app, and its Dockerfile does not declare VOLUME /tmp: on Fargate the mounted /tmp then belongs to root and cannot be written; add "VOLUME /tmp" before the last USER instruction.',
    ]);
  });

  it("come for a context above 200 MB, with the folders to blame", () => {
    const files = {
      "app/user_service/Dockerfile": "FROM python\nCOPY . .\n",
      "app/data/dump": "",
      "app/models/weights": "",
    };
    const projectDir = projectWith(files);
    truncateSync(path.join(projectDir, "app/data/dump"), 150_000_000);
    truncateSync(path.join(projectDir, "app/models/weights"), 49_000_000);
    assert.deepEqual(environmentOf({ projectDir }).warnings, []);
    truncateSync(path.join(projectDir, "app/models/weights"), 51_000_000);
    assert.deepEqual(environmentOf({ projectDir }).warnings, [
      "The build of user_service sends 201 MB, most of it from data (150 MB), models (51 MB): leave what it does not need out by .dockerignore.",
    ]);
    truncateSync(path.join(projectDir, "app/data/dump"), 3_000_000_000);
    assert.match(environmentOf({ projectDir }).warnings[0] ?? "", /sends more than 3000 MB/);
  });

  it("come for alarms that reach nobody in prod", () => {
    const config = { sizing: "prod", alarmEmail: null, databaseAddress: "203.0.113.10" };
    assert.deepEqual(environmentOf({ config }).warnings, [
      "Alarms of this stack reach nobody: harena:alarmEmail is not set. Run: pulumi config set --stack dev harena:alarmEmail ops@harena.com",
    ]);
    assert.deepEqual(environmentOf({ config: { ...config, alarmEmail: "ops@harena.com" } }).warnings, []);
  });

  it("come for a database anywhere in prod, and not in dev", () => {
    const config = { sizing: "prod", alarmEmail: "ops@harena.com" };
    const anywhere = [
      "Tasks of this stack may reach port 5432 of any address: harena:databaseAddress is 0.0.0.0/0. Run: pulumi config set --stack dev harena:databaseAddress 203.0.113.10/32",
    ];
    assert.deepEqual(environmentOf({ config }).warnings, anywhere);
    assert.deepEqual(
      environmentOf({ config: { ...config, databaseAddress: "0.0.0.0/0" } }).warnings,
      anywhere,
    );
    assert.deepEqual(
      environmentOf({ config: { ...config, databaseAddress: "203.0.113.0/24" } }).warnings,
      [],
    );
    assert.deepEqual(environmentOf({ config: { ...config, sizing: "dev" } }).warnings, []);
  });

  it("come for an image pinned to latest", () => {
    assert.deepEqual(environmentOf({ config: { imageTags: { user_service: "latest" } } }).warnings, [
      'The image of user_service is pinned to "latest", which names another image after each push.',
    ]);
  });

  it("come for what is encrypted in vain", () => {
    const change = {
      config: { alarmEmail: "ops@harena.com" },
      secretKeys: [...ENCRYPTED, "harena:alarmEmail"],
    };
    assert.deepEqual(environmentOf(change).warnings, [
      "harena:alarmEmail is encrypted in the config, but does not stay secret on AWS.",
    ]);
  });
});

describe("the committed stacks", () => {
  for (const stack of ["dev", "prod"] as const) {
    it(`${stack} lacks nothing but its secrets`, () => {
      const input = {
        project: "harena",
        stack,
        config: committed(stack),
        secretKeys: [],
        projectDir: PROJECT_DIR,
      };
      const { problems, missingSecrets } = resolveEnvironment(input);
      assert.deepEqual([...new Set(problems.map(({ kind }) => kind))], ["missing-secret"]);
      assert.deepEqual(missingSecrets, ["BONSAI_URL", "DATABASE_URL", "DEEPSEEK_API_KEY"]);
      const { environment } = withPlaceholders(input);
      assert.ok(environment);
      assert.deepEqual(environment.profile, profiles[stack]);
      assert.equal(environment.hostedZone, "harena.com");
      assert.equal(environment.frontendDist, `examples/app/harena_front/dist/${stack}`);
      // Where the team's database is, the example cannot know.
      const expected = stack === "prod" ? [/^Tasks of this stack may reach port 5432 of any address/] : [];
      assert.equal(environment.warnings.length, expected.length);
      for (const [index, pattern] of expected.entries()) {
        assert.match(environment.warnings[index] ?? "", pattern);
      }
    });
  }
});

describe("readEnvironment", () => {
  const config = {
    ...committed("dev"),
    ...Object.fromEntries(Object.entries(MARKERS).map(([k, v]) => [`harena:${k}`, v])),
  };

  it("reads the current stack", async () => {
    const simulation = await simulate({ stack: "pr-12", config, secretKeys: ENCRYPTED }, () => {
      const { project, stack, secrets } = readEnvironment();
      return {
        project,
        stack,
        secrets: secrets.map(({ source }) => (source.kind === "value" ? source.value : "")),
      };
    });
    assert.equal(simulation.error, undefined);
    assert.equal(simulation.outputs.project, "harena");
    assert.equal(simulation.outputs.stack, "pr-12");
    assert.deepEqual(
      revealed(simulation.outputs.secrets),
      ["BONSAI_URL", "DATABASE_URL", "DEEPSEEK_API_KEY", "SECRET_KEY"].map(
        (name) => MARKERS[name as keyof typeof MARKERS],
      ),
    );
  });

  it("throws one error that names every problem", async () => {
    const faulty = { ...config, "harena:sizing": "medium", "harena:domain": "localhost" };
    const secretKeys = ENCRYPTED.filter((key) => key !== "harena:SECRET_KEY");
    const { error, resources } = await simulate({ config: faulty, secretKeys }, readEnvironment);
    assert.ok(pulumi.RunError.isInstance(error));
    assert.equal(
      error.message,
      [
        "Stack dev has 3 problems:",
        '  harena:domain: got "localhost"; allowed: a host name in lower case of at most 60 characters, such as harena.com. Run: pulumi config set --stack dev harena:domain dev.harena.com',
        '  harena:sizing: got "medium"; allowed: dev, prod. Run: pulumi config set --stack dev harena:sizing dev',
        "  harena:SECRET_KEY: got a value in plain text, which is not shown; allowed: an encrypted value. Run: pulumi config set --secret --stack dev harena:SECRET_KEY, and have the secret itself changed: this one lay open in a file",
      ].join("\n"),
    );
    assert.equal(resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").length, 0);
  });
});

/** The values of a list of secrets, each of which must be marked as one. */
function revealed(secrets: unknown): unknown[] {
  assert.ok(Array.isArray(secrets));
  return secrets.map((secret: unknown) => {
    assert.ok(secret instanceof SecretValue);
    return secret.reveal();
  });
}

function withPlaceholders(input: StackInput): ReturnType<typeof resolveEnvironment> {
  const { input: complete, missing } = withStandIns(input);
  assert.deepEqual(missing, resolveEnvironment(input).missingSecrets);
  return resolveEnvironment(complete);
}

/** The config of a stack file, as the CLI hands it to the program. */
function committed(stack: string): Record<string, string> {
  const file = parse(readFileSync(path.join(PROJECT_DIR, `Pulumi.${stack}.yaml`), "utf8")) as {
    readonly config: Readonly<Record<string, unknown>>;
  };
  const texts = Object.entries(file.config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(texts) as Record<string, string>;
}
