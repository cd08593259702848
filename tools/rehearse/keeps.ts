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

/** On the way back those may go that the other sizing had made. */
export function keepsDataOnReturn(made: readonly Change[]): Expectation {
  return {
    kind: "spares",
    spared: KEEPING_TYPES.flatMap((type) => [
      { kind: "replaced", type, name: ANY },
      { kind: "deleted", type, name: noneOf(made.filter((change) => change.type === type)) },
    ]),
  };
}

/** Matches every name but these. */
function noneOf(changes: readonly Change[]): RegExp {
  const names = changes.map(({ name }) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return names.length === 0 ? ANY : new RegExp(`^(?!(?:${names.join("|")})$)`);
}
