import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { fingerprint, walkContext } from "../../../../components/contextFiles";
import { IgnoreRules, readIgnoreFile } from "../../../../components/contextIgnore";
import { hex } from "../../../ids";
import type { Props, ResourceModel, Rule } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { isProps, object, text } from "../../foundation/kit/values";
import { digestOfTag, pushImage, repositoryOf, repositoryPart } from "../ecr/images";
import { repositoryMissing } from "../ecr/repository";
import { IMAGE } from "../references";

const PREFIX = "docker/image";
const SOURCE = "pulumi-docker provider/image.go";
/** distribution/reference: a host that has a period or port, path parts in lower case, a tag. */
const REFERENCE =
  /^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d+)?\/)?[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*(\/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$/;
const ECR_HOST = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\//;

export const image: ResourceModel = {
  type: IMAGE,
  shape: {
    source: SOURCE,
    replaceOn: [],
    required: ["imageName"],
    values: { "build.builderVersion": ["BuilderV1", "BuilderBuildKit"] },
    formats: {
      imageName: { pattern: REFERENCE, words: "a reference HOST/NAME:TAG with a name in lower case" },
      "build.platform": { pattern: /^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/, words: "OS/ARCHITECTURE" },
    },
    defaults: { buildOnPreview: false, skipPush: false },
    tags: false,
  },
  rules: [...buildRules(), ...pushRules()],
  create: (inputs) => {
    const imageName = text(inputs, "imageName") ?? "";
    return {
      id: imageName,
      outputs: {
        imageName,
        baseImageName: imageName,
        ...(inputs.skipPush !== true && {
          repoDigest: `${repositoryPart(imageName)}@sha256:${contentDigest(inputs)}`,
        }),
        registryServer: text(object(inputs, "registry"), "server") ?? "",
        platform: text(object(inputs, "build"), "platform") ?? PLATFORM,
        context: contextOf(inputs),
        dockerfile: relative(contextOf(inputs), dockerfileOf(inputs)).split(sep).join("/"),
      },
    };
  },
  complete: (inputs) => {
    const contextDigest = contextDigestOf(inputs);
    const build = { platform: PLATFORM, ...object(inputs, "build"), ...(contextDigest && { contextDigest }) };
    return { ...inputs, build };
  },
  // ECR's password is another one at each run; the provider looks at the server alone.
  same: (property, before, after) =>
    property === "registry" &&
    isProps(before.registry) &&
    isProps(after.registry) &&
    before.registry.server === after.registry.server,
  recomputed: ["repoDigest"],
  note: (_place, account, { outputs }) => {
    const digest = String(outputs.repoDigest).split("@").at(1);
    const name = String(outputs.imageName);
    if (outputs.skipPush !== true && digest !== undefined && repositoryOf(account, name)) {
      pushImage(account, name, digest);
    }
  },
};

/** What the provider builds for by default is its host's own; the simulator's is always the same. */
const PLATFORM = "linux/amd64";

/** What the files in the context, the Dockerfile and the build's settings make of the image; no names and no places. */
function contentDigest(inputs: Props): string {
  const { contextDigest, args, target, platform } = object(inputs, "build") ?? {};
  return hex(JSON.stringify([contextDigest, sorted(args), target, platform]), 64);
}

/** As the provider's check hashes a context: the Dockerfile, then path, mode and content of each file that is not ignored. */
function contextDigestOf(inputs: Props): string | undefined {
  const [context, dockerfile] = [resolve(contextOf(inputs)), resolve(dockerfileOf(inputs))];
  if (!existsSync(context) || !existsSync(dockerfile)) return undefined;
  const hash = createHash("sha256").update(readFileSync(dockerfile));
  const rules = new IgnoreRules(readIgnoreFile(context, dockerfile).lines);
  for (const file of walkContext(context, rules, () => undefined)) {
    hash.update(`${file.path}\0${fingerprint(file)}\0`);
  }
  return hash.digest("hex");
}

function contextOf(inputs: Props): string {
  return text(object(inputs, "build"), "context") ?? ".";
}

/** Relative to the program's folder; left out, the one in the context. */
function dockerfileOf(inputs: Props): string {
  return text(object(inputs, "build"), "dockerfile") ?? `${contextOf(inputs)}/Dockerfile`;
}

function buildRules(): Rule[] {
  return [
    rule(`${PREFIX}:context`, "check", SOURCE, ({ inputs }) =>
      existsSync(resolve(contextOf(inputs)))
        ? undefined
        : `could not open build context: '${contextOf(inputs)}' does not exist`,
    ),
    rule(`${PREFIX}:dockerfile`, "check", SOURCE, ({ inputs }) =>
      existsSync(resolve(contextOf(inputs))) && !existsSync(resolve(dockerfileOf(inputs)))
        ? `could not open dockerfile at relative path '${dockerfileOf(inputs)}': try setting "dockerfile" to a path that exists`
        : undefined,
    ),
  ];
}

function pushRules(): Rule[] {
  const pushes = (inputs: Props): string | undefined =>
    inputs.skipPush === true ? undefined : text(inputs, "imageName");
  return [
    rule(`${PREFIX}:exists:repository`, APPLY, "Amazon ECR API, PutImage", ({ inputs, place, account }) => {
      const name = pushes(inputs) ?? "";
      const [, owner] = ECR_HOST.exec(name) ?? [];
      if (owner !== place.accountId || repositoryOf(account, name)) return undefined;
      return `name unknown: ${repositoryMissing(repositoryPart(name).replace(ECR_HOST, ""))}`;
    }),
    rule(
      `${PREFIX}:credentials`,
      APPLY,
      "Amazon ECR User Guide, Private registry authentication",
      ({ inputs }) => {
        const [host] = ECR_HOST.exec(pushes(inputs) ?? "") ?? [];
        const registry = object(inputs, "registry");
        const given = text(registry, "username") !== undefined && text(registry, "password") !== undefined;
        return host !== undefined && !given
          ? `no basic auth credentials for ${host.slice(0, -1)}: give registry.server, username and password`
          : undefined;
      },
    ),
    rule(`${PREFIX}:immutable-tag`, APPLY, "Amazon ECR API, PutImage", ({ inputs, account, before }) => {
      const name = pushes(inputs) ?? "";
      const repository = repositoryOf(account, name);
      const tag = name.slice(repositoryPart(name).length + 1);
      if (!repository || !isImmutable(repository.outputs, tag)) return undefined;
      const { imageName, repoDigest } = before ?? {};
      if (imageName === name && String(repoDigest).endsWith(contentDigest(inputs))) return undefined;
      const called = String(repository.outputs.name);
      return digestOfTag(account, repository, tag) !== undefined
        ? `tag invalid: The image tag '${tag}' already exists in the '${called}' repository and cannot be overwritten because the repository is immutable.`
        : undefined;
    }),
  ];
}

/** The same structure with its keys in order, so that equal inputs give equal digests. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isProps(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** Whether the repository refuses another image under a tag that it has (Amazon ECR, "Image tag mutability"). */
function isImmutable(repository: Props, tag: string): boolean {
  if (repository.imageTagMutability === "IMMUTABLE") return true;
  if (repository.imageTagMutability !== "IMMUTABLE_WITH_EXCLUSION") return false;
  const filters = (repository.imageTagMutabilityExclusionFilters ?? []) as readonly {
    readonly filter: string;
  }[];
  return !filters.some(({ filter }) => wildcard(filter).test(tag));
}

function wildcard(filter: string): RegExp {
  const parts = filter.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
