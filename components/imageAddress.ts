/** Names in Amazon ECR: repositories, tags and whole image addresses, and what is wrong with them. */
import { statSync } from "node:fs";
import { NAME_LIMITS } from "./names";
import type { ServiceImageArgs } from "./image";
import { outside, type ArgumentProblem } from "./validation";

/** The parts of an address in Amazon ECR. */
export interface ImageAddress {
  /** The account that owns the registry. */
  readonly registryId: string;
  readonly region: string;
  readonly repositoryName: string;
  /** The address without tag and digest. */
  readonly repositoryUrl: string;
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

// Amazon ECR API reference, CreateRepository: repositoryName.
const REPOSITORY = "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*";
// OCI distribution specification: tags.
const TAG = "[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";
const HOST = "(\\d{12})\\.dkr\\.ecr(?:-fips)?\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?";

const ADDRESS = new RegExp(`^(${HOST}\\/(${REPOSITORY}))(?::(${TAG}))?(?:@(sha256:[0-9a-f]{64}))?$`);

/** Takes the address of an image apart; undefined when it is none of Amazon ECR's, or names neither tag nor digest. */
export function parseImageAddress(uri: string): ImageAddress | undefined {
  const found = ADDRESS.exec(uri);
  if (!found) return undefined;
  const [, repositoryUrl = "", registryId = "", region = "", repositoryName = ""] = found;
  const tag = found.at(5);
  const digest = found.at(6);
  if (tag === undefined && digest === undefined) return undefined;
  return {
    registryId,
    region,
    repositoryName,
    repositoryUrl,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

interface CheckedArgs extends ServiceImageArgs {
  readonly repositoryName: string;
  readonly keepImages: number;
  readonly leastKept: number;
}

/** Everything that is wrong with the arguments of an image. */
export function imageProblems(args: CheckedArgs): ArgumentProblem[] {
  return [
    ...sourceProblems(args),
    ...platformProblems(args.platform),
    ...repositoryProblems(args.repositoryName),
    ...outside("keepImages", args.keepImages, args.leastKept, 1000),
  ];
}

function sourceProblems({ source }: CheckedArgs): ArgumentProblem[] {
  if (source.kind === "tag") return tagProblems(source.tag);
  if (source.kind === "image") return addressProblems(source.uri);
  return [
    ...pathProblems("source.context", source.context, "directory"),
    ...pathProblems("source.dockerfile", source.dockerfile, "file"),
  ];
}

function tagProblems(tag: string): ArgumentProblem[] {
  if (new RegExp(`^${TAG}$`).test(tag)) return [];
  const reason = `got "${tag}"; allowed: 1 to 128 letters, digits, underscores, periods and hyphens, the first no period or hyphen`;
  return [{ propertyPath: "source.tag", reason }];
}

function addressProblems(uri: string): ArgumentProblem[] {
  if (parseImageAddress(uri)) return [];
  const reason =
    `got "${uri}"; allowed: <account>.dkr.ecr.<region>.amazonaws.com/<repository> followed by :<tag>, ` +
    `@sha256:<64 hexadecimal digits>, or both; copy the imageUri of the component that built it`;
  return [{ propertyPath: "source.uri", reason }];
}

function pathProblems(propertyPath: string, path: string, kind: "directory" | "file"): ArgumentProblem[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (kind === "directory" ? stats?.isDirectory() : stats?.isFile()) return [];
  const found = stats ? `which is not a ${kind}` : "which does not exist";
  return [{ propertyPath, reason: `got "${path}", ${found}; give the path of a ${kind}` }];
}

/** Plain JavaScript and casts can bring in what the type does not allow. */
function platformProblems(platform: string): ArgumentProblem[] {
  if (platform === "linux/arm64" || platform === "linux/amd64") return [];
  return [
    { propertyPath: "platform", reason: `got "${platform}"; Fargate runs linux/arm64 and linux/amd64` },
  ];
}

function repositoryProblems(name: string): ArgumentProblem[] {
  const { length } = name;
  if (length >= 2 && length <= NAME_LIMITS.repository && new RegExp(`^${REPOSITORY}$`).test(name)) return [];
  const reason =
    `got "${name}"; allowed: 2 to ${NAME_LIMITS.repository} lower-case letters and digits, with single periods, ` +
    `underscores, hyphens or slashes between them`;
  return [{ propertyPath: "repositoryName", reason }];
}
