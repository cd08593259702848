import * as aws from "@pulumi/aws";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { CONTENT_TAG_PREFIX, contentTag, planBuild, writeBuildFiles, type Platform } from "./buildContext";
import { imageProblems, parseImageAddress, type ImageAddress } from "./imageAddress";
import { NAME_LIMITS, physicalName } from "./names";
import { refuseProblems } from "./validation";

/** Where the image comes from. */
export type ServiceImageSource =
  /** Built from a checkout and pushed to the own repository. Needs a Docker daemon, for a preview too. */
  | {
      readonly kind: "build";
      /** Root of the build context, relative to the project's directory or absolute. */
      readonly context: string;
      /** The Dockerfile, relative to the project's directory or absolute; it may lie outside of the context. */
      readonly dockerfile: string;
      /** Build arguments. Never secrets: an image's history shows them. */
      readonly args: Readonly<Record<string, string>>;
    }
  /** A tag in the own repository, pushed earlier: to go back, without a build. */
  | { readonly kind: "tag"; readonly tag: string }
  /**
   * An image of another ECR repository, `<account>.dkr.ecr.<region>.amazonaws.com/<repository>` with `:tag` or `@sha256:…`: to
   * promote it without a build. That repository's own lifecycle rules must keep it for as long as it runs here.
   */
  | { readonly kind: "image"; readonly uri: string };

export interface ServiceImageArgs {
  readonly source: ServiceImageSource;
  readonly platform: Platform;
  /** Name of the ECR repository. @default `<project>/<stack>/<name>` */
  readonly repositoryName?: string;
  /** Whether destroying the repository deletes its images too; refused by AWS otherwise. @default false */
  readonly forceDelete?: boolean;
  /** How many images the repository keeps, the last pushed ones: 30 or more. @default 30 */
  readonly keepImages?: number;
  /** ARN of a KMS key that encrypts the repository. @default Amazon ECR's own encryption (AES-256) */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** Folder for generated build files, relative to the project's directory. @default `.build/<stack>` */
  readonly buildFolder?: string;
}

/**
 * A service's container image by its digest, and the ECR repository that its builds go to. The repository exists whatever the
 * source, so that a pinned service returns to builds without further changes.
 */
export class ServiceImage extends pulumi.ComponentResource {
  /** `<repository>@sha256:<digest>`: never a tag, so that what was tested is what runs. */
  readonly imageUri: pulumi.Output<string>;
  /** The image's tag; its digest where an address without a tag was given. */
  readonly tag: pulumi.Output<string>;
  /** Address of the repository that the image is pulled from, without tag and digest. */
  readonly repositoryUrl: pulumi.Output<string>;
  /** ARN of the repository that the image is pulled from: what an execution role must be allowed to read. */
  readonly repositoryArn: pulumi.Output<string>;

  constructor(name: string, args: ServiceImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("harena:containers:ServiceImage", name, {}, opts);
    const keepImages = args.keepImages ?? LEAST_KEPT_IMAGES;
    const repositoryName = args.repositoryName ?? repositoryNameOf(name);
    refuseProblems(
      `ServiceImage ${name}`,
      imageProblems({ ...args, keepImages, repositoryName, leastKept: LEAST_KEPT_IMAGES }),
    );
    // Reads the sources before the first child exists: what is wrong with them leaves nothing half made.
    const build = args.source.kind === "build" ? prepareBuild(name, args, args.source) : undefined;

    const repository = createRepository(this, name, args, repositoryName);
    createLifecycle(this, name, repository, keepImages);
    const image = build
      ? buildImage(this, name, build, repository)
      : args.source.kind === "tag"
        ? pinnedImage(this, args.source.tag, repository)
        : foreignImage(this, parseAddress(args.source));

    this.imageUri = pulumi.interpolate`${image.repositoryUrl}@${image.digest}`;
    this.tag = pulumi.output(image.tag);
    this.repositoryUrl = pulumi.output(image.repositoryUrl);
    this.repositoryArn = pulumi.output(image.repositoryArn);
    this.registerOutputs({
      imageUri: this.imageUri,
      tag: this.tag,
      repositoryUrl: this.repositoryUrl,
      repositoryArn: this.repositoryArn,
    });
  }
}

/** Fewer could expire an image that tasks still run: between two deployments many builds may fail after their push. */
const LEAST_KEPT_IMAGES = 30;

interface PulledImage {
  readonly digest: pulumi.Input<string>;
  readonly tag: pulumi.Input<string>;
  readonly repositoryUrl: pulumi.Input<string>;
  readonly repositoryArn: pulumi.Input<string>;
}

interface PreparedBuild {
  readonly tag: string;
  readonly build: docker.types.input.DockerBuild;
}

/** `<project>/<stack>/<name>` in ECR's alphabet: lower case, and single separators between letters or digits. */
export function repositoryNameOf(name: string): string {
  return physicalName({ name, max: NAME_LIMITS.repository, separator: "/" })
    .toLowerCase()
    .split("/")
    .map((part) =>
      part.replace(/[^a-z0-9]*[^a-z0-9._-][^a-z0-9]*|[._-]{2,}/g, "-").replace(/^[._-]+|[._-]+$/g, ""),
    )
    .filter((part) => part !== "")
    .join("/");
}

function prepareBuild(
  name: string,
  args: ServiceImageArgs,
  source: Extract<ServiceImageSource, { kind: "build" }>,
): PreparedBuild {
  const plan = planBuild({
    context: source.context,
    dockerfile: source.dockerfile,
    args: source.args,
    platform: args.platform,
    buildFolder: args.buildFolder ?? join(".build", pulumi.getStack()),
  });
  const tag = contentTag(plan);
  const { context, dockerfile } = writeBuildFiles(plan, name);
  return {
    tag,
    build: {
      builderVersion: docker.BuilderVersion.BuilderBuildKit,
      context,
      dockerfile,
      args: { ...source.args },
      platform: args.platform,
    },
  };
}

/**
 * Tags are immutable, but for those that name a content: the same content may be pushed again, when an earlier commit comes
 * back, when a pin is lifted, or when a deployment was interrupted between its push and its end. The Docker provider cannot
 * see that the tag is there already; ECR would refuse the push for as long as the sources stay. Tasks are not affected:
 * they run digests, and the overwritten image stays in the repository without a tag.
 */
function createRepository(
  parent: ServiceImage,
  name: string,
  args: ServiceImageArgs,
  repositoryName: string,
): aws.ecr.Repository {
  return new aws.ecr.Repository(
    `${name}-repository`,
    {
      name: repositoryName,
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filter: `${CONTENT_TAG_PREFIX}*`, filterType: "WILDCARD" }],
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [
        args.kmsKeyArn === undefined
          ? { encryptionType: "AES256" }
          : { encryptionType: "KMS", kmsKey: args.kmsKeyArn },
      ],
      forceDelete: args.forceDelete ?? false,
    },
    { parent },
  );
}

/**
 * Counts images instead of days, and those without a tag among them: an image that was pushed long ago, or whose tag has gone to
 * a later build of the same content, may be the one that runs.
 */
function createLifecycle(
  parent: ServiceImage,
  name: string,
  repository: aws.ecr.Repository,
  keepImages: number,
): void {
  new aws.ecr.LifecyclePolicy(
    `${name}-lifecycle`,
    {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: `Keep the last ${keepImages} images`,
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages },
            action: { type: "expire" },
          },
        ],
      }),
    },
    // A repository has one policy, and every change replaces it: deleting the old one last would delete the new one.
    { parent, deleteBeforeReplace: true },
  );
}

/**
 * Builds and pushes. The provider compares neither user name nor password of the registry, which ECR changes at every run, and
 * pushes with those of the current run. Deleting the resource, as pinning does, deletes nothing in the registry: the
 * provider's Delete only forgets. There is no inline cache: no tag stays the same, so none could be named as its source.
 */
function buildImage(
  parent: ServiceImage,
  name: string,
  { tag, build }: PreparedBuild,
  repository: aws.ecr.Repository,
): PulledImage {
  const token = aws.ecr.getAuthorizationTokenOutput({ registryId: repository.registryId }, { parent });
  const image = new docker.Image(
    `${name}-image`,
    {
      imageName: pulumi.interpolate`${repository.repositoryUrl}:${tag}`,
      build,
      registry: {
        server: repository.repositoryUrl,
        username: token.userName,
        password: pulumi.secret(token.password),
      },
    },
    { parent },
  );
  return {
    digest: image.repoDigest.apply((digest) => digestPart(name, digest)),
    tag,
    repositoryUrl: repository.repositoryUrl,
    repositoryArn: repository.arn,
  };
}

/** Only the digest counts: Docker may name another repository first that holds the same image. */
function digestPart(name: string, repoDigest: string | undefined): string {
  const digest = /sha256:[0-9a-f]{64}$/.exec(repoDigest ?? "")?.[0];
  if (digest !== undefined) return digest;
  throw new Error(
    `Docker pushed the image of ${name} and reported no digest (got "${repoDigest ?? ""}"): run "pulumi up" again`,
  );
}

/** A tag that is missing fails here, in a preview too, with ECR's own ImageNotFoundException. */
function pinnedImage(parent: ServiceImage, tag: string, repository: aws.ecr.Repository): PulledImage {
  const found = aws.ecr.getImageOutput({ repositoryName: repository.name, imageTag: tag }, { parent });
  return {
    digest: found.imageDigest,
    tag,
    repositoryUrl: repository.repositoryUrl,
    repositoryArn: repository.arn,
  };
}

function foreignImage(parent: ServiceImage, address: ImageAddress): PulledImage {
  const { registryId, region, repositoryName, repositoryUrl, tag } = address;
  const { partition } = aws.getPartitionOutput({}, { parent });
  const digest =
    address.digest ??
    aws.ecr.getImageOutput({ registryId, region, repositoryName, imageTag: tag }, { parent }).imageDigest;
  return {
    digest,
    tag: tag ?? digest,
    repositoryUrl,
    repositoryArn: pulumi.interpolate`arn:${partition}:ecr:${region}:${registryId}:repository/${repositoryName}`,
  };
}

function parseAddress(source: ServiceImageSource): ImageAddress {
  const address = source.kind === "image" ? parseImageAddress(source.uri) : undefined;
  if (!address)
    throw new Error(`an image source of kind ${source.kind} passed its validation without an address`);
  return address;
}
