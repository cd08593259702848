/** What a change of sizing may never cost: data, addresses, and what others know by name. */
import type { Change } from "./changes";
import type { Expectation } from "./expectation";

/** Replacing one of these loses data, an address that others have on their lists, or a name that the world knows. */
export const KEEPING_TYPES: readonly string[] = [
  "aws:acm/certificate:Certificate",
  "aws:cloudfront/distribution:Distribution",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:ec2/eip:Eip",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:ecr/repository:Repository",
  "aws:ecs/cluster:Cluster",
  "aws:ecs/service:Service",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:lb/targetGroup:TargetGroup",
  "aws:route53/record:Record",
  "aws:route53/zone:Zone",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:secretsmanager/secret:Secret",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "random:index/randomPassword:RandomPassword",
];

const ANY = /(?:)/;

/** Neither replaces nor deletes any of them. */
export const keepsData: Expectation = {
  kind: "spares",
  spared: KEEPING_TYPES.map((type) => ({ kind: ["replaced", "deleted"], type, name: ANY })),
};

/** What prod's sizing has and dev's has not, with all that is in it: prod gives it up where it takes dev's. */
const PROD_ALONE = ["network-egress-2", "network-flow-logs-records", "api-logs", "api-waf-log"];

/** Keeps all but what was made for the sizing that is left: replaces nothing, and deletes nothing else. */
export function keepsDataBut(given: "prod's own" | readonly Change[]): Expectation {
  const namesOf = (type: string): readonly string[] =>
    given === "prod's own"
      ? PROD_ALONE
      : given.filter((change) => change.type === type).map(({ name }) => name);
  return {
    kind: "spares",
    spared: KEEPING_TYPES.flatMap((type) => [
      { kind: "replaced", type, name: ANY },
      { kind: "deleted", type, name: noneOf(namesOf(type)) },
    ]),
  };
}

/** Matches every name but these. */
function noneOf(names: readonly string[]): RegExp {
  const exact = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return exact.length === 0 ? ANY : new RegExp(`^(?!(?:${exact.join("|")})$)`);
}
