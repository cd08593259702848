/** Images of containers, and the repositories that they come from. */
import type { PolicyResource } from "@pulumi/policy";
import { matches } from "./documents";
import { asList, at, ifKnown, plainText } from "./reading";

export const REPOSITORY = "aws:ecr/repository:Repository";
export const REPOSITORY_KEYS = ["name", "id"];

export interface ImageAddress {
  /** With the registry's host, without tag and digest. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** `host:port/repository:tag@sha256:…`, of which only the repository must be there. */
export function imageAddress(image: string): ImageAddress {
  const [named, digest] = image.split("@", 2) as [string, string | undefined];
  // A colon before the last slash is a port's.
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  return colon < 0
    ? { repository: named, tag: undefined, digest }
    : { repository: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}

/** The repository that an image comes from; undefined for one outside the stack. */
export function repositoryOf(
  { repository }: ImageAddress,
  repositories: readonly PolicyResource[],
): PolicyResource | undefined {
  // A name that is known already is none that a preview does not know.
  return repositories.find(
    ({ props }) => ifKnown(() => at(props, "repositoryUrl"), undefined) === repository,
  );
}

/** The patterns of tags that a repository with immutable tags lets move; undefined where every tag may. */
export function movableTags(repository: unknown): readonly string[] | undefined {
  const mutability = at(repository, "imageTagMutability");
  if (mutability === "IMMUTABLE") return [];
  if (mutability !== "IMMUTABLE_WITH_EXCLUSION") return undefined;
  return asList(at(repository, "imageTagMutabilityExclusionFilters")).map((filter) =>
    plainText(at(filter, "filter")),
  );
}

/** True for a tag that is for ever what it was first. */
export function isFixedTag(tag: string, repository: unknown): boolean {
  const movable = movableTags(repository);
  return movable !== undefined && !movable.some((pattern) => matches(pattern, tag));
}
