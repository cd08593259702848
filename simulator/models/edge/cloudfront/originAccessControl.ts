import type { ResourceModel } from "../../../model";
import { cloudfrontId, entityTag } from "../ids";
import { entries } from "../support";
import { inUse, nameTaken, ORIGIN_ACCESS_CONTROL } from "./references";

const PREFIX = "cloudfront/originAccessControl";

export const originAccessControl: ResourceModel = {
  type: ORIGIN_ACCESS_CONTROL,
  shape: {
    source: "terraform-provider-aws internal/service/cloudfront/origin_access_control.go",
    replaceOn: [],
    required: ["originAccessControlOriginType", "signingBehavior", "signingProtocol"],
    values: {
      originAccessControlOriginType: ["s3", "mediastore", "mediapackagev2", "lambda"],
      signingBehavior: ["never", "always", "no-override"],
      signingProtocol: ["sigv4"],
    },
    lengths: { name: [1, 64], description: [0, 256] },
    defaults: { description: "Managed by Pulumi" },
    autoName: { property: "name", max: 64 },
    tags: false,
  },
  rules: [
    nameTaken(`${PREFIX}:name-taken`, ORIGIN_ACCESS_CONTROL, "OriginAccessControlAlreadyExists"),
    inUse(`${PREFIX}:in-use`, "OriginAccessControlInUse", (distribution, own) =>
      entries(distribution.origins).some((origin) => origin.originAccessControlId === own.id),
    ),
  ],
  create: (inputs, place) => {
    const id = cloudfrontId(`oac|${place.urn}`);
    return {
      id,
      outputs: {
        arn: `arn:${place.partition}:cloudfront::${place.accountId}:origin-access-control/${id}`,
        etag: entityTag(place.urn, inputs),
      },
    };
  },
};
