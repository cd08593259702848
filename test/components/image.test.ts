import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { contentTag, planBuild } from "../../components/buildContext";
import { repositoryNameOf, ServiceImage, type ServiceImageArgs } from "../../components/image";
import { parseImageAddress } from "../../components/imageAddress";
import {
  Account,
  revealAll,
  SecretValue,
  simulate,
  type RecordedResource,
  type Simulation,
} from "../../simulator";

const REPOSITORY_URL = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/harena/dev/user-service";
const REPOSITORY_ARN = "arn:aws:ecr:eu-west-1:111122223333:repository/harena/dev/user-service";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const GET_IMAGE = "aws:ecr/getImage:getImage";
const GET_TOKEN = "aws:ecr/getAuthorizationToken:getAuthorizationToken";

describe("ServiceImage", () => {
  let folder: string;
  let build: Extract<ServiceImageArgs["source"], { kind: "build" }>;
  let buildFolder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "image-"));
    buildFolder = join(folder, ".build");
    mkdirSync(join(folder, "app", "user_service"), { recursive: true });
    mkdirSync(join(folder, "app", "search_service"));
    writeFileSync(join(folder, "app", "user_service", "main.py"), "app = 1\n");
    writeFileSync(join(folder, "app", "search_service", "main.py"), "app = 2\n");
    writeFileSync(join(folder, "Dockerfile"), "FROM python\nARG SERVICE\nCOPY $SERVICE /app/$SERVICE\n");
    build = {
      kind: "build",
      context: join(folder, "app"),
      dockerfile: join(folder, "Dockerfile"),
      args: { SERVICE: "user_service" },
    };
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(args: Partial<ServiceImageArgs> = {}, account = new Account()): Promise<Simulation> {
    return simulate({ config: { "aws:region": "eu-west-1" }, account }, () => {
      new ServiceImage("user-service", { source: build, platform: "linux/arm64", buildFolder, ...args });
    });
  }

  async function runWell(args: Partial<ServiceImageArgs> = {}, account = new Account()): Promise<Simulation> {
    const simulation = await run(args, account);
    assert.equal(simulation.error, undefined);
    assert.deepEqual(simulation.refusals, []);
    return simulation;
  }

  async function problemsOf(args: object): Promise<string[]> {
    const { error, resources } = await run(args);
    assert.ok(pulumi.InputPropertiesError.isInstance(error), String(error));
    assert.deepEqual(
      resources.filter(({ custom }) => custom),
      [],
      "nothing is created before all is checked",
    );
    return error.errors.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
  }

  const tagOf = (): string => contentTag(planBuild({ ...build, platform: "linux/arm64", buildFolder }));

  function one(simulation: Simulation, type: string): RecordedResource {
    const found = simulation.resources.filter((resource) => resource.type === type);
    assert.equal(found.length, 1, `${found.length} of ${type}`);
    return found[0];
  }

  const invokesOf = (simulation: Simulation): string[] => simulation.invokes.map(({ token }) => token);

  const children = (simulation: Simulation): string[] =>
    simulation.resources
      .filter(({ parent }) => parent?.includes("ServiceImage"))
      .map(({ type, name }) => `${type} ${name}`);

  const REPOSITORY = "aws:ecr/repository:Repository user-service-repository";
  const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy user-service-lifecycle";
  const IMAGE = "docker:index/image:Image user-service-image";

  describe("built from sources", () => {
    it("has a repository, its lifecycle and an image, and outputs by digest", async () => {
      const simulation = await runWell();
      assert.deepEqual(children(simulation), [REPOSITORY, LIFECYCLE, IMAGE]);
      const component = one(simulation, "harena:containers:ServiceImage");
      const outputs = component.registeredOutputs as Record<string, string>;
      assert.deepEqual(Object.keys(outputs).sort(), ["imageUri", "repositoryArn", "repositoryUrl", "tag"]);
      assert.match(outputs.imageUri, new RegExp(`^${REPOSITORY_URL}@sha256:[0-9a-f]{64}$`));
      assert.equal(outputs.tag, tagOf());
      assert.equal(outputs.repositoryUrl, REPOSITORY_URL);
      assert.equal(outputs.repositoryArn, REPOSITORY_ARN);
      assert.deepEqual(invokesOf(simulation), [GET_TOKEN]);
      assert.deepEqual(simulation.invokes[0]?.args, { registryId: "111122223333" });
    });

    it("gives the repository tags that cannot change, scans, encryption and protection", async () => {
      const repository = one(await runWell(), "aws:ecr/repository:Repository");
      assert.deepEqual(repository.inputs, {
        name: "harena/dev/user-service",
        imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters: [{ filter: "src-*", filterType: "WILDCARD" }],
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "AES256" }],
        forceDelete: false,
      });
    });

    it("takes the repository's name, key and deletion from its arguments", async () => {
      const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-1111-2222-333344445555";
      const { inputs } = one(
        await runWell(
          { repositoryName: "team/users", kmsKeyArn, forceDelete: true },
          accountWith("aws:kms/key:Key", { arn: kmsKeyArn }),
        ),
        "aws:ecr/repository:Repository",
      );
      assert.equal(inputs.name, "team/users");
      assert.deepEqual(inputs.encryptionConfigurations, [{ encryptionType: "KMS", kmsKey: kmsKeyArn }]);
      assert.equal(inputs.forceDelete, true);
    });

    it("expires images by their number alone, and replaces its policy by deleting it first", async () => {
      for (const keepImages of [undefined, 100]) {
        const lifecycle = one(
          await runWell(keepImages ? { keepImages } : {}),
          "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        );
        assert.deepEqual(Object.keys(lifecycle.inputs).sort(), ["policy", "repository"]);
        assert.equal(lifecycle.inputs.repository, "harena/dev/user-service");
        assert.deepEqual(JSON.parse(lifecycle.inputs.policy as string), {
          rules: [
            {
              rulePriority: 1,
              description: `Keep the last ${keepImages ?? 30} images`,
              selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages ?? 30 },
              action: { type: "expire" },
            },
          ],
        });
        assert.equal(lifecycle.options.deleteBeforeReplace, true);
      }
    });

    it("builds the generated Dockerfile and pushes it under its content's tag", async () => {
      const { inputs } = one(await runWell(), "docker:index/image:Image");
      assert.deepEqual(
        { ...inputs, registry: undefined },
        {
          imageName: `${REPOSITORY_URL}:${tagOf()}`,
          build: {
            builderVersion: "BuilderBuildKit",
            context: join(buildFolder, "user-service.context"),
            dockerfile: join(buildFolder, "user-service.Dockerfile"),
            args: { SERVICE: "user_service" },
            platform: "linux/arm64",
          },
          // The SDK's own defaults.
          buildOnPreview: false,
          skipPush: false,
          registry: undefined,
        },
      );
      assert.deepEqual(readdirSync(buildFolder).sort(), [
        "user-service.Dockerfile",
        "user-service.Dockerfile.dockerignore",
        "user-service.context",
      ]);
    });

    it("keeps the registry's password secret", async () => {
      const simulation = await runWell();
      const { registry } = one(simulation, "docker:index/image:Image").inputs;
      const { password, ...rest } = registry as Record<string, unknown>;
      assert.ok(password instanceof SecretValue);
      const revealed = password.reveal();
      assert.ok(typeof revealed === "string" && revealed.length > 0);
      assert.deepEqual(rest, { server: REPOSITORY_URL, username: "AWS" });
      const outputs = one(simulation, "harena:containers:ServiceImage").registeredOutputs ?? {};
      for (const [name, value] of Object.entries(outputs)) assert.equal(typeof value, "string", name);
    });

    it("has another tag when its own sources change, and the same inputs when another service's do", async () => {
      const inputsOf = async (): Promise<unknown> =>
        revealAll(one(await runWell(), "docker:index/image:Image").inputs);
      const before = await inputsOf();
      writeFileSync(join(folder, "app", "search_service", "main.py"), "app = 3\n");
      assert.deepEqual(await inputsOf(), before);
      writeFileSync(join(folder, "app", "user_service", "main.py"), "app = 3\n");
      assert.notDeepEqual(await inputsOf(), before);
    });

    it("puts its files below the project's directory, by stack", async () => {
      const home = process.cwd();
      process.chdir(folder);
      try {
        const simulation = await simulate({ config: { "aws:region": "eu-west-1" }, stack: "pr-12" }, () => {
          new ServiceImage("user-service", {
            source: { ...build, context: "app", dockerfile: "Dockerfile" },
            platform: "linux/amd64",
          });
        });
        assert.equal(simulation.error, undefined);
        const { build: inputs } = one(simulation, "docker:index/image:Image").inputs as {
          build: Record<string, unknown>;
        };
        assert.equal(inputs.context, join(".build", "pr-12", "user-service.context"));
        assert.equal(inputs.dockerfile, join(".build", "pr-12", "user-service.Dockerfile"));
        assert.equal(inputs.platform, "linux/amd64");
        assert.equal(
          one(simulation, "aws:ecr/repository:Repository").inputs.name,
          "harena/pr-12/user-service",
        );
      } finally {
        process.chdir(home);
      }
    });

    it("says which sources cannot be read before anything is created", async () => {
      writeFileSync(join(folder, "Dockerfile"), "FROM python\nCOPY . .\n");
      symlinkSync("nowhere", join(folder, "app", "dangling"));
      const { error, resources } = await run();
      assert.match(String(error), /dangling \(a symbolic link that leads nowhere\)/);
      assert.deepEqual(
        resources.filter(({ custom }) => custom),
        [],
      );
    });
  });

  describe("pinned to a tag", () => {
    const source = { kind: "tag", tag: "src-0123456789abcdef" } as const;

    it("looks the digest up in its own repository and needs no Docker", async () => {
      const account = new Account();
      account.addPushedTag(source.tag);
      const simulation = await runWell({ source }, account);
      assert.deepEqual(children(simulation), [REPOSITORY, LIFECYCLE]);
      assert.deepEqual(invokesOf(simulation), [GET_IMAGE]);
      assert.deepEqual(simulation.invokes[0]?.args, {
        repositoryName: "harena/dev/user-service",
        imageTag: source.tag,
      });
      assert.equal(existsSync(buildFolder), false);
      const { imageUri, ...outputs } =
        one(simulation, "harena:containers:ServiceImage").registeredOutputs ?? {};
      assert.match(String(imageUri), new RegExp(`^${REPOSITORY_URL}@sha256:[0-9a-f]{64}$`));
      assert.deepEqual(outputs, {
        tag: source.tag,
        repositoryUrl: REPOSITORY_URL,
        repositoryArn: REPOSITORY_ARN,
      });
    });

    it("fails with ECR's own words when nothing was pushed under the tag", async () => {
      const { error } = await run({ source });
      assert.match(String(error), /ImageNotFoundException.*src-0123456789abcdef.*harena\/dev\/user-service/);
    });
  });

  describe("taken from another repository", () => {
    const other = "444455556666.dkr.ecr.eu-central-1.amazonaws.com/harena/dev/user-service";

    it("needs no look-up for a digest", async () => {
      for (const address of [`${other}@${DIGEST}`, `${other}:v4.0.1@${DIGEST}`]) {
        const simulation = await runWell({ source: { kind: "image", uri: address } });
        assert.deepEqual(children(simulation), [REPOSITORY, LIFECYCLE]);
        assert.deepEqual(invokesOf(simulation), ["aws:index/getPartition:getPartition"]);
        assert.deepEqual(one(simulation, "harena:containers:ServiceImage").registeredOutputs, {
          imageUri: `${other}@${DIGEST}`,
          tag: address.includes("v4.0.1") ? "v4.0.1" : DIGEST,
          repositoryUrl: other,
          repositoryArn: "arn:aws:ecr:eu-central-1:444455556666:repository/harena/dev/user-service",
        });
      }
    });

    it("looks a tag up in that registry and region", async () => {
      const account = accountWith(
        "aws:ecr/repository:Repository",
        { name: "harena/dev/user-service", repositoryUrl: other },
        "eu-central-1",
      );
      account.addPushedTag("v4.0.1", "harena/dev/user-service");
      const simulation = await runWell({ source: { kind: "image", uri: `${other}:v4.0.1` } }, account);
      assert.deepEqual(children(simulation), [REPOSITORY, LIFECYCLE]);
      assert.deepEqual(
        simulation.invokes.filter(({ token }) => token === GET_IMAGE).map(({ args }) => args),
        [
          {
            registryId: "444455556666",
            region: "eu-central-1",
            repositoryName: "harena/dev/user-service",
            imageTag: "v4.0.1",
          },
        ],
      );
    });
  });

  describe("with wrong arguments", () => {
    it("reports all of them together", async () => {
      const wrong = {
        platform: "linux/386",
        repositoryName: "Harena//User",
        keepImages: 29,
        source: { ...build, context: join(folder, "nowhere"), dockerfile: folder },
      };
      assert.deepEqual(await problemsOf(wrong), [
        `source.context: got "${join(folder, "nowhere")}", which does not exist; give the path of a directory`,
        `source.dockerfile: got "${folder}", which is not a file; give the path of a file`,
        'platform: got "linux/386"; Fargate runs linux/arm64 and linux/amd64',
        'repositoryName: got "Harena//User"; allowed: 2 to 256 lower-case letters and digits, with single periods, ' +
          "underscores, hyphens or slashes between them",
        "keepImages: got 29; allowed: whole numbers from 30 to 1000",
      ]);
      assert.equal(existsSync(buildFolder), false);
    });

    it("refuses a tag that is none", async () => {
      for (const tag of ["", "-x", "a b", "a:b", "x".repeat(129)]) {
        assert.deepEqual(await problemsOf({ source: { kind: "tag", tag } }), [
          `source.tag: got "${tag}"; allowed: 1 to 128 letters, digits, underscores, periods and hyphens, the first ` +
            "no period or hyphen",
        ]);
      }
    });

    it("refuses an address that is not Amazon ECR's or names no image", async () => {
      const uri = "docker.io/library/python:3.11";
      assert.deepEqual(await problemsOf({ source: { kind: "image", uri } }), [
        `source.uri: got "${uri}"; allowed: <account>.dkr.ecr.<region>.amazonaws.com/<repository> followed by :<tag>, ` +
          "@sha256:<64 hexadecimal digits>, or both; copy the imageUri of the component that built it",
      ]);
    });
  });
});

/** An account in which one resource exists that the program does not create. */
function accountWith(type: string, outputs: Record<string, string>, region = "eu-west-1"): Account {
  const account = new Account();
  account.add({
    urn: `urn:pulumi:other::harena::${type}::other`,
    type,
    id: "other",
    region,
    inputs: {},
    outputs,
  });
  return account;
}

describe("addresses in Amazon ECR", () => {
  it("are taken apart", () => {
    assert.deepEqual(parseImageAddress("444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b-c:v1"), {
      registryId: "444455556666",
      region: "cn-north-1",
      repositoryName: "a/b-c",
      repositoryUrl: "444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b-c",
      tag: "v1",
    });
  });

  it("are refused without tag and digest, with half a digest, or in another registry", () => {
    const host = "444455556666.dkr.ecr.eu-west-1.amazonaws.com";
    const wrong = [
      `${host}/a`,
      `${host}/a@sha256:12`,
      `${host}/A:v1`,
      `${host}:v1`,
      "python:3",
      `https://${host}/a:v1`,
    ];
    assert.deepEqual(
      wrong.filter((uri) => parseImageAddress(uri)),
      [],
    );
  });

  it("have repository names that say project, stack and service in ECR's alphabet", async () => {
    const names: string[] = [];
    const simulation = await simulate({ project: "My_Project", stack: "PR--12" }, () => {
      names.push(repositoryNameOf("user-service"), repositoryNameOf("_Sync Service_"));
    });
    assert.equal(simulation.error, undefined);
    assert.deepEqual(names, ["my_project/pr-12/user-service", "my_project/pr-12/sync-service"]);
  });
});
