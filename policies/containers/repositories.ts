/** Repositories keep what was pushed as it was, know its holes, and let go of what is old. */
import type { PolicyResource } from "@pulumi/policy";
import { matches, parsedJson } from "../lib/documents";
import { forStack, forTypes } from "../lib/findings";
import { movableTags, REPOSITORY, REPOSITORY_KEYS } from "../lib/images";
import { asList, at, plainText, shown, some } from "../lib/reading";
import { referringTo } from "../lib/references";
import { defineRule, json, ref, type ExampleResource } from "../lib/rule";

const HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html";

const APP: ExampleResource = { type: REPOSITORY, name: "images", props: { name: "app" } };

const PREFIX = 3;

export const repositoryTagsImmutable = defineRule({
  name: "repository-tags-immutable",
  description: "Tags of repositories never move, but for named ones that no task uses.",
  why: "Where tags move, v1.2 is whatever was pushed last; whoever can push can change what runs.",
  level: "advisory",
  severity: "medium",
  tags: ["containers", "ecr"],
  controls: { fsbp: ["ECR.2"], checkov: ["CKV_AWS_51"], cdkNag: ["ECRImmutableTags"] },
  fix: "Set imageTagMutability to IMMUTABLE, or to IMMUTABLE_WITH_EXCLUSION with filters that begin with fixed text.",
  url: `${HUB}#ecr-2`,
  examples: {
    fails: [{ type: REPOSITORY, name: "app", props: {} }],
    passes: [{ type: REPOSITORY, name: "app", props: { imageTagMutability: "IMMUTABLE" } }],
  },
  validateResource: forTypes([REPOSITORY], (props, findings) => {
    const movable = movableTags(props);
    if (movable === undefined) {
      findings.violation(
        `imageTagMutability is ${shown(at(props, "imageTagMutability"))}; it must be IMMUTABLE.`,
      );
      return;
    }
    const wide = movable.filter((pattern) => pattern.search(/[*?]|$/) < PREFIX);
    if (wide.length === 0) return;
    findings.violation(
      `the filter ${wide.join(", ")} lets nearly every tag move; begin it with ${PREFIX} fixed characters or more.`,
    );
  }),
});

const SCANNING = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration";

export const repositoryScanned = defineRule({
  name: "repository-scanned",
  description: "Every repository scans what is pushed to it, by itself or by its registry.",
  why: "Holes that everybody knows sit in most base images; a scan tells which, before somebody else does.",
  level: "advisory",
  severity: "medium",
  tags: ["containers", "ecr"],
  controls: { fsbp: ["ECR.1"], checkov: ["CKV_AWS_163"], cdkNag: ["ECRScanOnPush"] },
  fix: "Set imageScanningConfiguration.scanOnPush to true, or add a scanning configuration for the registry.",
  url: `${HUB}#ecr-1`,
  examples: {
    fails: [{ type: REPOSITORY, name: "app", props: { name: "app" } }],
    passes: [
      {
        type: REPOSITORY,
        name: "app",
        props: { name: "app", imageScanningConfiguration: { scanOnPush: true } },
      },
    ],
  },
  validateStack: forStack((stack, findings) => {
    findings.forEach(stack.of([REPOSITORY]), (repository) => {
      if (at(repository.props, "imageScanningConfiguration", "scanOnPush") === true) return;
      if (some(stack.of([SCANNING]), (scanning) => scans(scanning, plainText(at(repository.props, "name")))))
        return;
      findings.violation("scans no image; set imageScanningConfiguration.scanOnPush to true.", repository);
    });
  }),
});

function scans(scanning: PolicyResource, repository: string): boolean {
  return some(asList(at(scanning.props, "rules")), (rule) => {
    const frequency = plainText(at(rule, "scanFrequency"));
    const filters = asList(at(rule, "repositoryFilters")).map((filter) => plainText(at(filter, "filter")));
    return frequency !== "MANUAL" && filters.some((filter) => matches(filter, repository));
  });
}

const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy";

export const repositoryLifecycle = defineRule({
  name: "repository-lifecycle",
  description: "Every repository lets old images expire.",
  why: "Every build leaves an image, and every image is paid for until somebody deletes it.",
  level: "advisory",
  severity: "low",
  tags: ["containers", "ecr", "cost"],
  controls: { fsbp: ["ECR.3"], cdkNag: ["ECRLifecyclePolicy"] },
  fix: "Add an aws.ecr.LifecyclePolicy that keeps as many images as a way back needs.",
  url: `${HUB}#ecr-3`,
  examples: {
    fails: [APP],
    passes: [
      APP,
      {
        type: LIFECYCLE,
        name: "lifecycle",
        props: {
          repository: ref("images", "name"),
          policy: json({
            rules: [
              {
                rulePriority: 1,
                selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 30 },
                action: { type: "expire" },
              },
            ],
          }),
        },
      },
    ],
  },
  validateStack: forStack((stack, findings) => {
    const repositories = stack.of([REPOSITORY]);
    findings.forEach(repositories, (repository) => {
      const policies = referringTo(
        repository,
        stack.of([LIFECYCLE]),
        "repository",
        repositories,
        REPOSITORY_KEYS,
      );
      if (some(policies, expiresImages)) return;
      findings.violation("has no lifecycle policy under which images expire; add one.", repository);
    });
  }),
});

function expiresImages({ props }: PolicyResource): boolean {
  const document = at(props, "policy");
  const rules = at(typeof document === "string" ? parsedJson(document) : document, "rules");
  return asList(rules).some((rule) => at(rule, "action", "type") === "expire");
}

const PUBLIC_REPOSITORY = "aws:ecrpublic/repository:Repository";

export const repositoryPrivate = defineRule({
  name: "repository-private",
  description: "No repository is in the public gallery.",
  why: "Everybody can pull from there: the code, and whatever a build left in a layer.",
  level: "mandatory",
  severity: "high",
  tags: ["containers", "ecr"],
  controls: { checkov: ["CKV_AWS_32"] },
  fix: "Use aws.ecr.Repository. Where the images are meant for everybody, switch this rule off for that stack.",
  url: "https://docs.aws.amazon.com/AmazonECR/latest/public/public-repositories.html",
  examples: {
    fails: [{ type: PUBLIC_REPOSITORY, name: "app", props: { repositoryName: "app" } }],
    passes: [{ type: REPOSITORY, name: "app", props: { name: "app" } }],
  },
  validateResource: forTypes([PUBLIC_REPOSITORY, REPOSITORY], (_props, findings, { type }) => {
    if (type === PUBLIC_REPOSITORY) findings.violation("is in the public gallery; use aws.ecr.Repository.");
  }),
});
