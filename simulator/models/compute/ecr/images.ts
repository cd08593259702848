/**
 * The images in ECR's repositories. They are no resources of anybody's program: a push leaves them there, and they
 * stay when the resource that pushed them is gone, until their repository goes.
 */
import type { Account, Existing } from "../../../account";
import { hex } from "../../../ids";
import { text } from "../../foundation/kit/values";
import { REPOSITORY } from "../references";

/** Memory: `URL@DIGEST` of each image. */
const IMAGES = "images";
/** Memory: the digest that `URL:TAG` stands for. */
const TAGS = "image tags";

/** `host/name` of `host/name:tag`. */
export function repositoryPart(imageName: string): string {
  return imageName.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

/** The repository of the account that an image's name points to. */
export function repositoryOf(account: Account, imageName: string): Existing | undefined {
  const url = repositoryPart(imageName);
  return account.ofType(REPOSITORY).find(({ outputs }) => outputs.repositoryUrl === url);
}

/** Puts an image into its repository; an image that had the tag loses it and stays. */
export function pushImage(account: Account, imageName: string, digest: string): void {
  account.remember(IMAGES, `${repositoryPart(imageName)}@${digest}`, true);
  account.remember(TAGS, imageName, digest);
}

/** The digest of the image with that tag, whoever pushed it. */
export function digestOfTag(account: Account, repository: Existing, tag: string): string | undefined {
  const own = account.recall(TAGS, `${urlOf(repository)}:${tag}`);
  if (typeof own === "string") return own;
  const name = String(repository.outputs.name);
  return account.hasPushed(tag, name) ? pushedDigest(name, tag) : undefined;
}

/** Whether the repository holds any image. */
export function holdsImages(account: Account, repository: Existing): boolean {
  const own = account.memories(IMAGES).some(([key]) => key.startsWith(`${urlOf(repository)}@`));
  return own || account.pushedTags(String(repository.outputs.name)).length > 0;
}

/** The image pushed last, which a look-up with neither tag nor digest means here. */
export function lastDigest(account: Account, repository: Existing): string | undefined {
  const keys = account.memories(IMAGES).map(([key]) => key);
  return keys
    .filter((key) => key.startsWith(`${urlOf(repository)}@`))
    .at(-1)
    ?.split("@")
    .at(1);
}

/** Deletes all images of a repository. */
export function forgetImages(account: Account, repository: Existing): void {
  const url = urlOf(repository);
  for (const topic of [IMAGES, TAGS]) {
    for (const [key] of account.memories(topic)) {
      if (repositoryPart(key) === url) account.remember(topic, key, null);
    }
  }
  account.forgetPushed(String(repository.outputs.name));
}

function urlOf(repository: Existing): string {
  return text(repository.outputs, "repositoryUrl") ?? "";
}

/** The digest of an image that was pushed before the simulation began. */
export function pushedDigest(repository: string, tag: string): string {
  return `sha256:${hex(`pushed|${repository}|${tag}`, 64)}`;
}
