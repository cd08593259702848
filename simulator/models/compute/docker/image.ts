import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Account, Existing } from "../../../account";
import { hex } from "../../../ids";
import type { Props, ResourceModel, Rule } from "../../../model";
import { APPLY, rule } from "../../foundation/kit/rules";
import { isProps, object, text } from "../../foundation/kit/values";
import { repositoryMissing, repositoryPart } from "../ecr/repository";
import { IMAGE, REPOSITORY } from "../references";

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
    const digest = hex(JSON.stringify([imageName, sorted(inputs.build)]), 64);
    return {
      id: imageName,
      outputs: {
        imageName,
        baseImageName: imageName,
        repoDigest: `${repositoryPart(imageName)}@sha256:${digest}`,
        registryServer: text(object(inputs, "registry"), "server") ?? hostOf(imageName),
        platform: text(object(inputs, "build"), "platform") ?? "linux/amd64",
        context: contextOf(inputs),
        dockerfile: dockerfileOf(inputs),
      },
    };
  },
};

function contextOf(inputs: Props): string {
  return text(object(inputs, "build"), "context") ?? ".";
}

/** Relative to the program's folder; left out, the one in the context. */
function dockerfileOf(inputs: Props): string {
  return text(object(inputs, "build"), "dockerfile") ?? `${contextOf(inputs)}/Dockerfile`;
}

function hostOf(imageName: string): string {
  const [first = ""] = imageName.split("/");
  return /[.:]/.test(first) && imageName.includes("/") ? first : "docker.io";
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
    rule(`${PREFIX}:immutable-tag`, APPLY, "Amazon ECR API, PutImage", ({ inputs, place, account }) => {
      const name = pushes(inputs) ?? "";
      const repository = repositoryOf(account, name);
      const tag = name.slice(repositoryPart(name).length + 1);
      if (!repository || !isImmutable(repository.outputs, tag)) return undefined;
      const twin = account
        .ofType(IMAGE)
        .some(
          (other) =>
            other.urn !== place.urn && other.outputs.imageName === name && other.outputs.skipPush !== true,
        );
      const called = String(repository.outputs.name);
      return twin || account.hasPushed(tag, called)
        ? `tag invalid: The image tag '${tag}' already exists in the '${called}' repository and cannot be overwritten because the repository is immutable.`
        : undefined;
    }),
  ];
}

function repositoryOf(account: Account, imageName: string): Existing | undefined {
  const url = repositoryPart(imageName);
  return account.ofType(REPOSITORY).find(({ outputs }) => outputs.repositoryUrl === url);
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
