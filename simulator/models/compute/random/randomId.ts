import { createHash } from "node:crypto";
import type { ResourceModel } from "../../../model";
import { text } from "../../foundation/kit/values";

export const randomId: ResourceModel = {
  type: "random:index/randomId:RandomId",
  shape: {
    source: "terraform-provider-random, id",
    replaceOn: ["byteLength", "keepers", "prefix"],
    required: ["byteLength"],
    ranges: { byteLength: [1, 1000000] },
    tags: false,
  },
  rules: [],
  create: (inputs, place) => {
    const length = Number(inputs.byteLength ?? 0);
    const bytes = createHash("shake256", { outputLength: Math.max(1, length) })
      .update(place.urn)
      .digest();
    const prefix = text(inputs, "prefix") ?? "";
    return {
      id: bytes.toString("base64url"),
      outputs: {
        hex: prefix + bytes.toString("hex"),
        dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(),
        b64Url: prefix + bytes.toString("base64url"),
        b64Std: prefix + bytes.toString("base64"),
      },
    };
  },
};
