/** What runs is what was built and tested: images by digest, from repositories of one's own. */
import { matches } from "../lib/documents";
import { configTexts, forStack, type Findings } from "../lib/findings";
import { imageAddress, isFixedTag, REPOSITORY, repositoryOf } from "../lib/images";
import { asList, at, ifKnown, plainText, shown, type Bag } from "../lib/reading";
import { dependenciesAmong } from "../lib/references";
import { defineRule, ref, type ExampleResource } from "../lib/rule";
import type { Stack } from "../lib/stack";
import { eachContainerOf, exampleTask } from "../lib/taskContainers";
import { containersOf, TASK_DEFINITION } from "../lib/taskDefinitions";

const ECR = "https://docs.aws.amazon.com/AmazonECR/latest/userguide";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

const APP: ExampleResource = {
  type: REPOSITORY,
  name: "images",
  props: { name: "app", repositoryUrl: `${HOST}/app`, imageTagMutability: "MUTABLE" },
};

const task = (image: unknown, props: Bag = {}): ExampleResource => exampleTask({ image }, props);

export const containerImagePinned = defineRule({
  name: "container-image-pinned",
  description: "Every container's image is given by digest, or by a tag that its repository never lets move.",
  why: "What a tag names may change between two tasks of one service: nobody tested what then runs, and nobody sees it.",
  level: "advisory",
  severity: "medium",
  tags: ["containers", "ecs", "ecr"],
  controls: {},
  fix: "Give the image as repository@sha256:…, such as the docker image's repoDigest.",
  url: `${ECR}/docker-pull-ecr-image.html`,
  examples: { fails: [APP, task(`${HOST}/app:latest`)], passes: [APP, task(`${HOST}/app@${DIGEST}`)] },
  validateStack: forStack((stack, findings) => {
    eachContainerOf(stack, findings, ({ path, field }, definition) => {
      const image = plainText(field("image"));
      const address = imageAddress(image);
      if (/^sha256:[0-9a-f]{64}$/.test(address.digest ?? "")) return;
      const tag = address.tag ?? "latest";
      const repository = repositoryOf(address, stack.of([REPOSITORY]));
      if (repository && tag !== "latest" && isFixedTag(tag, repository.props)) return;
      findings.violation(
        `${path}.image is ${shown(image)}, whose tag ${tag} may name another image tomorrow; give it by digest.`,
        definition,
      );
    });
  }),
});

export const containerImageOwn = defineRule({
  name: "container-image-own",
  description: "Every container's image comes from a repository of the stack, and no two builds share one.",
  why: "Somebody else's registry decides what is there tomorrow, and limits who may pull; and one repository's lifecycle would delete another service's images.",
  level: "advisory",
  severity: "medium",
  tags: ["containers", "ecs", "ecr"],
  controls: {},
  fix: "Push the image to an aws.ecr.Repository of the stack, one for each service, or name its source in foreignRepositories.",
  url: `${ECR}/repositories.html`,
  config: {
    foreignRepositories: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Repositories outside the stack, with their hosts; `*` stands for any text.",
    },
  },
  examples: {
    fails: [APP, task(`docker.io/library/nginx@${DIGEST}`)],
    passes: [APP, task(`${HOST}/app@${DIGEST}`)],
  },
  validateStack: forStack((stack, findings, config) => {
    const foreign = configTexts(config, "foreignRepositories");
    const users = new Map<string, { readonly image: string; readonly path: string }>();
    if (foreign.length === 0) reportStrangers(stack, findings);
    eachContainerOf(stack, findings, ({ path, field }, definition) => {
      const image = plainText(field("image"));
      const { repository } = imageAddress(image);
      if (foreign.some((pattern) => matches(pattern, repository))) return;
      if (!repositoryOf(imageAddress(image), stack.of([REPOSITORY]))) {
        findings.violation(
          `${path}.image comes from ${repository}, no repository of this stack.`,
          definition,
        );
        return;
      }
      const other = users.get(repository) ?? { image, path };
      users.set(repository, other);
      // The same image may well serve in two places: as a service, and as a job.
      if (other.image === image) return;
      findings.violation(
        `${path}.image and that of ${other.path} are different ones of the same repository.`,
        definition,
      );
    });
  }),
});

/** A preview that knows no image yet knows where it does not come from: AWS alone knows a repository's address. */
function reportStrangers(stack: Stack, findings: Findings): void {
  const own = stack.of([REPOSITORY, ...Object.keys(BUILT_FOR)]);
  for (const definition of stack.of([TASK_DEFINITION])) {
    const images = (): readonly unknown[] =>
      (containersOf(definition.props) ?? []).map(({ field }) => field("image"));
    const isKnown = ifKnown(images, undefined) !== undefined;
    if (isKnown || dependenciesAmong(definition, "containerDefinitions", own).length > 0) continue;
    findings.violation("has images of no repository of this stack.", definition);
  }
}

/** Where each type of image says what it is built for. */
const BUILT_FOR: Readonly<Record<string, readonly string[]>> = {
  "docker:index/image:Image": ["build", "platform"],
  "docker:image:Image": ["build", "platform"],
  "docker-build:index:Image": ["platforms"],
};

const ARCHITECTURES: Readonly<Record<string, string>> = {
  "linux/arm64": "ARM64",
  "linux/arm64/v8": "ARM64",
  "linux/amd64": "X86_64",
};

const BUILD: ExampleResource = {
  type: "docker:index/image:Image",
  name: "build",
  props: { build: { platform: "linux/amd64" } },
};
const BUILT = task(ref("build", "repoDigest"));

export const imagePlatform = defineRule({
  name: "image-platform",
  description: "Every image is built for the processor of the tasks that run it.",
  why: "Built for another, it starts nowhere; built for none, it is for whoever happens to build it.",
  level: "advisory",
  severity: "low",
  tags: ["containers", "ecs", "docker"],
  controls: {},
  fix: "Set the build's platform to linux/arm64 or linux/amd64, as the task's runtimePlatform says.",
  url: "https://docs.docker.com/build/building/multi-platform/",
  examples: {
    fails: [BUILD, { ...BUILT, props: { ...BUILT.props, runtimePlatform: { cpuArchitecture: "ARM64" } } }],
    passes: [BUILD, { ...BUILT, props: { ...BUILT.props, runtimePlatform: { cpuArchitecture: "X86_64" } } }],
  },
  validateStack: forStack((stack, findings) => {
    const images = stack.of(Object.keys(BUILT_FOR));
    findings.forEach(stack.of([TASK_DEFINITION]), (definition) => {
      const wanted = plainText(at(definition.props, "runtimePlatform", "cpuArchitecture") ?? "X86_64");
      findings.forEach(dependenciesAmong(definition, "containerDefinitions", images), (image) => {
        const platforms = asList(at(image.props, ...BUILT_FOR[image.type])).map(plainText);
        if (platforms.some((platform) => ARCHITECTURES[platform] === wanted)) return;
        const found = platforms.length === 0 ? "no given platform" : platforms.join(", ");
        findings.violation(`is built for ${found}, and ${definition.name} runs it on ${wanted}.`, image);
      });
    });
  }),
});
