import { hex } from "../../../ids";
import type { InvokeModel, Place, Props } from "../../../model";
import { text } from "../../foundation/kit/values";
import { REPOSITORY } from "../references";
import { digestOfTag, lastDigest } from "./images";
import { repositoryMissing } from "./repository";

/** A time that never changes, so that two plans can be compared. */
const EXPIRES_AT = "2025-01-01T12:00:00Z";

export const getAuthorizationToken: InvokeModel = {
  token: "aws:ecr/getAuthorizationToken:getAuthorizationToken",
  answer: (args, place) => ({ ...login(args, place), id: place.region, region: place.region }),
};

export const getCredentials: InvokeModel = {
  token: "aws:ecr/getCredentials:getCredentials",
  answer: (args, place) => ({ ...login(args, place), id: place.region }),
};

function login(args: Props, place: Pick<Place, "accountId" | "region">): Props {
  const registryId = text(args, "registryId") ?? place.accountId;
  if (!/^\d{12}$/.test(registryId)) {
    throw new Error(
      `getting ECR authorization token: InvalidParameterException: registryId must be 12 digits, got ${registryId}`,
    );
  }
  const password = hex(`ecr|${registryId}|${place.region}`, 64);
  return {
    registryId,
    userName: "AWS",
    password,
    authorizationToken: Buffer.from(`AWS:${password}`).toString("base64"),
    proxyEndpoint: `https://${registryId}.dkr.ecr.${place.region}.amazonaws.com`,
    expiresAt: EXPIRES_AT,
  };
}

/** Images that any program pushed, and those that the account was told were there before. */
export const getImage: InvokeModel = {
  token: "aws:ecr/getImage:getImage",
  answer: (args, place, account) => {
    const name = text(args, "repositoryName") ?? "";
    const owner = account
      .ofType(REPOSITORY)
      .find((other) => other.region === place.region && other.outputs.name === name);
    if (!owner) throw new Error(`reading ECR Images: ${repositoryMissing(name)}`);
    const tag = text(args, "imageTag");
    const found = tag === undefined ? lastDigest(account, owner) : digestOfTag(account, owner, tag);
    const imageDigest = text(args, "imageDigest") ?? found;
    if (imageDigest === undefined) {
      throw new Error(
        `reading ECR Images: ImageNotFoundException: The image with imageId {imageTag:'${tag ?? "null"}'} does not exist within the repository with name '${name}'`,
      );
    }
    return {
      ...args,
      id: imageDigest,
      region: place.region,
      registryId: place.accountId,
      imageDigest,
      imageTags: tag === undefined ? [] : [tag],
      imageUri: `${String(owner.outputs.repositoryUrl)}@${imageDigest}`,
      imagePushedAt: 0,
      imageSizeInBytes: 0,
    };
  },
};
