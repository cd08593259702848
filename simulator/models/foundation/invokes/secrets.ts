import type { Account } from "../../../account";
import type { InvokeModel, Place, Props } from "../../../model";
import { ec2Id } from "../../../ids";
import { IMAGES, imageId } from "../ec2/images";
import { CREATED } from "../iam/role";
import { arnOf, parseArn, uuid } from "../kit/arn";
import { TYPES } from "../kit/types";
import { asList, text } from "../kit/values";
import { findSecret } from "../secrets/secretsManager";

type Where = Omit<Place, "urn" | "name">;

const NO_SECRET = "ResourceNotFoundException: Secrets Manager can't find the specified secret.";

interface Found {
  readonly arn: string;
  readonly name: string;
  readonly props: Props;
}

/**
 * A secret by name or ARN. A whole ARN that the stack did not make names a secret that somebody else did:
 * it is taken to exist, since that is how a stack adopts one.
 */
function secretOf(reference: string, place: Where, account: Account): Found {
  const own = findSecret(account, reference, place.region);
  if (own) return { arn: own.id, name: String(own.outputs.name), props: own.outputs };
  const arn = parseArn(reference);
  const name = /^secret:(.+)-[A-Za-z0-9]{6}$/.exec(arn?.resource ?? "")?.at(1);
  if (arn?.service !== "secretsmanager" || arn.region !== place.region || name === undefined) {
    throw new Error(NO_SECRET);
  }
  return { arn: reference, name, props: {} };
}

export const getSecret: InvokeModel = {
  token: "aws:secretsmanager/getSecret:getSecret",
  answer: (args, place, account) => {
    const reference = text(args, "arn") ?? text(args, "name");
    if (reference === undefined) throw new Error("must specify either arn or name");
    const { arn, name, props } = secretOf(reference, place, account);
    return {
      arn,
      createdDate: CREATED,
      description: text(props, "description") ?? "",
      id: arn,
      kmsKeyId: text(props, "kmsKeyId") ?? "",
      lastChangedDate: CREATED,
      name,
      policy: text(props, "policy") ?? "",
      region: place.region,
      tags: props.tagsAll ?? {},
      type: text(props, "type") ?? "",
    };
  },
};

/** Versions with their stages; the values stay where they are. */
export const getSecretVersions: InvokeModel = {
  token: "aws:secretsmanager/getSecretVersions:getSecretVersions",
  answer: (args, place, account) => {
    const secretId = text(args, "secretId") ?? "";
    const { arn, name, props } = secretOf(secretId, place, account);
    const made = account
      .ofType(TYPES.secretVersion)
      .filter((version) => version.outputs.arn === arn)
      .map(({ outputs }) => ({
        id: String(outputs.versionId),
        stages: asList(outputs.versionStages).map(String),
      }));
    // A secret of somebody else has the version that its owner last put.
    const foreign = Object.keys(props).length === 0 ? [{ id: uuid(arn), stages: ["AWSCURRENT"] }] : [];
    return {
      ...args,
      arn,
      id: arn,
      name,
      region: place.region,
      secretArn: arn,
      secretId,
      secretName: name,
      versions: [...made, ...foreign].map(({ id, stages }) => ({
        createdTime: CREATED,
        lastAccessedDate: CREATED,
        versionId: id,
        versionStages: stages,
      })),
    };
  },
};

const PUBLIC_IMAGES = "/aws/service/ami-amazon-linux-latest/";
const ECS_IMAGES = /^\/aws\/service\/ecs\/optimized-ami\/amazon-linux-2023\/(arm64\/)?recommended\/image_id$/;

export const getParameter: InvokeModel = {
  token: "aws:ssm/getParameter:getParameter",
  answer: (args, place, account) => {
    const name = text(args, "name") ?? "";
    const own = account.find(TYPES.parameter, name);
    const found = own?.region === place.region ? own.outputs : publicParameter(name, place.region);
    if (!found)
      throw new Error(
        `reading SSM Parameter (${name}): operation error SSM: GetParameter, ParameterNotFound`,
      );
    const type = text(found, "type") ?? "String";
    return {
      arn: text(found, "arn") ?? arnOf({ ...place, accountId: "" }, "ssm", `parameter${name}`),
      id: name,
      insecureValue: type === "SecureString" ? "" : found.value,
      name,
      region: place.region,
      type,
      value: found.value,
      version: found.version ?? 1,
      withDecryption: args.withDecryption ?? true,
    };
  },
};

function publicParameter(name: string, region: string): Props | undefined {
  if (ECS_IMAGES.test(name)) return { value: ec2Id("ami", `${name}|${region}`) };
  const image = IMAGES.find(({ alias }) => alias !== undefined && name === PUBLIC_IMAGES + alias);
  return image && { value: imageId(image, region) };
}
