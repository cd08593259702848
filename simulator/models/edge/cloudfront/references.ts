/** What CloudFront resources ask about each other. */
import type { Account, Existing } from "../../../account";
import type { Props, Rule } from "../../../model";
import { APPLY, entries, fields, others, text } from "../support";

export const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
export const ORIGIN_ACCESS_CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl";
export const FUNCTION = "aws:cloudfront/function:Function";
export const CACHE_POLICY = "aws:cloudfront/cachePolicy:CachePolicy";
export const ORIGIN_REQUEST_POLICY = "aws:cloudfront/originRequestPolicy:OriginRequestPolicy";
export const RESPONSE_HEADERS_POLICY = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";

/** The default cache behaviour and the ordered ones. */
export function behaviorsOf(inputs: Props): readonly Props[] {
  return [fields(inputs.defaultCacheBehavior), ...entries(inputs.orderedCacheBehaviors)];
}

/** In messages: which behaviour it is. */
export function nameOfBehavior(behavior: Props): string {
  return behavior.pathPattern === undefined ? "default behavior" : `behavior ${text(behavior.pathPattern)}`;
}

/** CloudFront keeps what distributions use, even disabled ones. */
export function inUse(
  id: string,
  error: string,
  uses: (distribution: Props, own: Existing) => boolean,
): Rule {
  return {
    id,
    when: "delete",
    source: `Amazon CloudFront API Reference: ${error}`,
    refuse: ({ place, account }) => {
      const own = account.get(place.urn);
      const user = own && account.ofType(DISTRIBUTION).find((distribution) => uses(distribution.inputs, own));
      return user && `${error}: the distribution ${user.id} still uses it`;
    },
  };
}

/** Names are unique among one kind of thing in an account. */
export function nameTaken(id: string, type: string, error: string): Rule {
  return {
    id,
    when: APPLY,
    source: `Amazon CloudFront API Reference: ${error}`,
    refuse: ({ inputs, place, account }) =>
      others(account, place, type).some((other) => other.inputs.name === inputs.name)
        ? `${error}: ${text(inputs.name)} exists already`
        : undefined,
  };
}

/** Whether a behaviour of the distribution names this policy. */
export function behaviorUses(property: string): (distribution: Props, own: Existing) => boolean {
  return (distribution, own) => behaviorsOf(distribution).some((behavior) => behavior[property] === own.id);
}

/** Whether a policy of that type is there: one of the account's or a managed one. */
export function policyExists(
  account: Account,
  type: string,
  managed: Readonly<Record<string, string>>,
  id: unknown,
): boolean {
  return Object.values(managed).includes(text(id)) || account.ofType(type).some((policy) => policy.id === id);
}
