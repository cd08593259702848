/** Cross-origin sharing in response headers policies. */
import type { Props, Rule } from "../../../model";
import { APPLY, at, texts } from "../support";

const PREFIX = "cloudfront/responseHeadersPolicy";
const GUIDE = "Amazon CloudFront Developer Guide: Understand response headers policies";
const METHODS = ["GET", "POST", "OPTIONS", "PUT", "DELETE", "HEAD", "PATCH", "ALL"];
const ORIGIN = /^(\*|(https?:\/\/)?(\*\.)?([a-z0-9-]+\.)*[a-z0-9-]+(:(\d{1,5}|\*))?)$/i;

const CORS = "Amazon CloudFront API Reference, ResponseHeadersPolicyCorsConfig";
const CORS_LISTS = ["accessControlAllowHeaders", "accessControlAllowMethods", "accessControlAllowOrigins"];

function corsItems(inputs: Props, list: string): readonly string[] {
  return texts(at(inputs, `corsConfig.${list}.items`));
}

export const corsRules: readonly Rule[] = [
  {
    id: `${PREFIX}:cors-items`,
    when: APPLY,
    source: CORS,
    refuse: ({ inputs }) => {
      if (inputs.corsConfig === undefined) return undefined;
      const empty = CORS_LISTS.find((list) => corsItems(inputs, list).length === 0);
      return empty && `InvalidArgument: The parameter ${empty} must have at least one item`;
    },
  },
  {
    id: `${PREFIX}:cors-credentials`,
    when: APPLY,
    source: CORS,
    refuse: ({ inputs }) => {
      if (at(inputs, "corsConfig.accessControlAllowCredentials") !== true) return undefined;
      const open = CORS_LISTS.find((list) => corsItems(inputs, list).some((x) => x === "*" || x === "ALL"));
      return open && `InvalidArgument: ${open} must not hold a wildcard while credentials are allowed`;
    },
  },
  {
    id: `${PREFIX}:cors-methods`,
    when: APPLY,
    source: `${CORS}: AccessControlAllowMethods`,
    refuse: ({ inputs }) => {
      const wrong = corsItems(inputs, "accessControlAllowMethods").find(
        (method) => !METHODS.includes(method),
      );
      return wrong && `InvalidArgument: ${wrong} is none of the methods ${METHODS.join(", ")}`;
    },
  },
  {
    id: `${PREFIX}:cors-origins`,
    when: APPLY,
    source: `${GUIDE}: Access-Control-Allow-Origin`,
    refuse: ({ inputs }) => {
      const wrong = corsItems(inputs, "accessControlAllowOrigins").find((origin) => !ORIGIN.test(origin));
      return (
        wrong &&
        `InvalidArgument: The parameter AccessControlAllowOrigins contains ${wrong} that is not valid`
      );
    },
  },
];
