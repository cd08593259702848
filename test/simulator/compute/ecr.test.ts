import { describeRules } from "../support";

const REPOSITORY = "aws:ecr/repository:Repository";
const IMAGE = "docker:index/image:Image";
const HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
const FILTERS = "imageTagMutabilityExclusionFilters";
const exclusion = (filter: string): object => ({
  imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
  [FILTERS]: [{ filter, filterType: "WILDCARD" }],
});

describeRules(REPOSITORY, {
  compliant: () => ({
    name: "harena/web",
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfigurations: [{ encryptionType: "AES256" }],
  }),
  breaks: {
    [`required:${FILTERS}[].filter`]: {
      ...exclusion("x"),
      [FILTERS]: [{ filterType: "WILDCARD" }],
    },
    [`required:${FILTERS}[].filterType`]: { ...exclusion("x"), [FILTERS]: [{ filter: "x" }] },
    "required:imageScanningConfiguration.scanOnPush": { imageScanningConfiguration: {} },
    "values:imageTagMutability": { imageTagMutability: "FROZEN" },
    "values:encryptionConfigurations[].encryptionType": {
      encryptionConfigurations: [{ encryptionType: "RSA" }],
    },
    [`values:${FILTERS}[].filterType`]: {
      ...exclusion("x"),
      [FILTERS]: [{ filter: "x", filterType: "REGEX" }],
    },
    "length:name": [{ name: "a" }, { name: "a".repeat(257) }],
    [`length:${FILTERS}`]: {
      ...exclusion("x"),
      [FILTERS]: Array.from({ length: 6 }, () => ({ filter: "x", filterType: "WILDCARD" })),
    },
    [`length:${FILTERS}[].filter`]: exclusion("a".repeat(129)),
    [`format:${FILTERS}[].filter`]: exclusion("*a*b*"),
    "format:name": [{ name: "Harena" }, { name: "harena--" }, { name: "/web" }],
    "exclusion-filters": { [FILTERS]: [{ filter: "x", filterType: "WILDCARD" }] },
    duplicate: (inputs, world) => void world.add(REPOSITORY, { name: inputs.name }),
    "kms-key": { "encryptionConfigurations[0].kmsKey": "arn:aws:kms:eu-west-1:999988887777:key/theirs" },
    "exists:encryptionConfigurations[].kmsKey": {
      encryptionConfigurations: [
        { encryptionType: "KMS", kmsKey: "arn:aws:kms:eu-west-1:111122223333:key/none" },
      ],
    },
    tags: { "tags.aws:mine": "x" },
    "not-empty": (_inputs, world) => void world.add(IMAGE, { imageName: `${HOST}/harena/web:1` }),
  },
  accepts: { "two wildcards": exclusion("*a*") },
});

const policy = (...rules: object[]): object => ({ policy: JSON.stringify({ rules }) });
const keep = (change: object = {}, selection: object = {}): object => ({
  rulePriority: 1,
  selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 10, ...selection },
  action: { type: "expire" },
  ...change,
});

describeRules("aws:ecr/lifecyclePolicy:LifecyclePolicy", {
  compliant: (world) => ({
    repository: world.add(REPOSITORY, { name: "web" }).outputs.name,
    ...policy(keep()),
  }),
  breaks: {
    "required:policy": { policy: undefined },
    "required:repository": { repository: undefined },
    "length:policy": policy(keep({ description: "x".repeat(30720) })),
    "exists:repository": { repository: "none" },
    json: [{ policy: "{" }, { policy: "[]" }],
    "rule-count": policy(...Array.from({ length: 51 }, (_, index) => keep({ rulePriority: index + 1 }))),
    "rule-priority": [policy(keep({ rulePriority: 0 })), policy(keep(), keep())],
    "any-last": policy(keep({}, { tagStatus: "any" }), keep({ rulePriority: 2 })),
    "tag-status": policy(keep({}, { tagStatus: "some" })),
    "tag-list": [policy(keep({}, { tagStatus: "tagged" })), policy(keep({}, { tagPrefixList: ["v"] }))],
    count: [
      policy(keep({}, { countType: "older" })),
      policy(keep({}, { countNumber: 0 })),
      policy(keep({}, { countUnit: "days" })),
      policy(keep({}, { countType: "sinceImagePushed" })),
    ],
    action: policy(keep({ action: { type: "delete" } })),
  },
  accepts: {
    "several rules": policy(
      keep({}, { countType: "sinceImagePushed", countUnit: "days" }),
      keep({ rulePriority: 2 }, { tagStatus: "tagged", tagPatternList: ["*"] }),
      keep({ rulePriority: 3 }, { tagStatus: "any" }),
    ),
  },
});

const statement = (more: object = {}): object => ({
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "ecr:*", ...more }],
  }),
});

describeRules("aws:ecr/repositoryPolicy:RepositoryPolicy", {
  compliant: (world) => ({ repository: world.add(REPOSITORY, { name: "web" }).outputs.name, ...statement() }),
  breaks: {
    "required:policy": { policy: undefined },
    "required:repository": { repository: undefined },
    "length:policy": statement({ Sid: "x".repeat(10240) }),
    "exists:repository": { repository: "none" },
    "policy-json": { policy: "{" },
    "no-resource": statement({ Resource: "*" }),
  },
});

describeRules(IMAGE, {
  compliant: (world) => {
    world.add(REPOSITORY, { name: "web", imageTagMutability: "IMMUTABLE" });
    world.add(REPOSITORY, {
      name: "built",
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filter: "src-*", filterType: "WILDCARD" }],
    });
    return {
      imageName: `${HOST}/web:1`,
      build: { context: "test/simulator", dockerfile: "test/simulator/support.ts", platform: "linux/arm64" },
      registry: { server: HOST, username: "AWS", password: "hush" },
    };
  },
  breaks: {
    "required:imageName": { imageName: undefined },
    "values:build.builderVersion": { "build.builderVersion": "BuildKit" },
    "format:imageName": [
      { imageName: `${HOST}/Web:1` },
      { imageName: `${HOST}/web:` },
      { imageName: "web 1" },
    ],
    "format:build.platform": { "build.platform": "arm64" },
    context: { "build.context": "test/nowhere" },
    dockerfile: { "build.dockerfile": "test/simulator/Dockerfile" },
    "exists:repository": { imageName: `${HOST}/none:1` },
    credentials: { registry: undefined },
    "immutable-tag": [
      (inputs, world) => {
        world.add(IMAGE, { imageName: inputs.imageName });
        inputs.build = { ...(inputs.build as object), target: "other" };
      },
      (inputs, world) => {
        world.account.addPushedTag("1", "web");
        inputs.build = { ...(inputs.build as object), target: "other" };
      },
      (inputs, world) => {
        inputs.imageName = `${HOST}/built:v1`;
        world.account.addPushedTag("v1", "built");
      },
    ],
  },
  accepts: {
    "another tag of the repository": (_inputs, world) =>
      void world.add(IMAGE, { imageName: `${HOST}/web:2` }),
    "a tag that its repository excepts": (inputs, world) => {
      inputs.imageName = `${HOST}/built:src-1`;
      world.account.addPushedTag("src-1", "built");
    },
    "an image that is not pushed": { imageName: "web:1", skipPush: true, registry: undefined },
  },
});
