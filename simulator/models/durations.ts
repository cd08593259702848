/**
 * How long AWS typically takes until the provider goes on, by type: what decides how long a deployment takes. Types that are
 * not listed answer within about three seconds, which is no wait beside these.
 *
 * Each figure says where it comes from. "Measured" is a log that somebody published; "estimate" is what those who deploy
 * such things commonly see, without a document to point at. None is a promise of AWS.
 */
import type { Durations } from "../model";
import { serviceDurations } from "./compute/ecs/steadyState";
import { TYPES } from "./foundation/kit/types";

/** A change in Route 53 until it is in sync on all its servers. */
const RECORD = {
  seconds: 45,
  source:
    "Amazon Route 53 Developer Guide: changes generally propagate within 60 seconds; measured 61 s (binbashar/le-tf-infra-aws#408)",
} as const;

/** A change of a distribution until it is deployed everywhere. */
const PROPAGATION = 200;

const NETWORK: Readonly<Record<string, Durations>> = {
  [TYPES.vpc]: {
    create: ({ enableDnsHostnames }) => (enableDnsHostnames === true ? 22 : 3),
    source:
      "Measured 21 to 22 s (DevopsArtFactory/terraform-provisioning#4 to #7); without DNS host names there is nothing to wait for (estimate)",
  },
  [TYPES.subnet]: {
    create: ({ mapPublicIpOnLaunch }) => (mapPublicIpOnLaunch === true ? 11 : 1),
    source:
      "Estimate: terraform-provider-aws internal/service/ec2/vpc_subnet.go sets the attribute in a second step and waits to see it",
  },
  [TYPES.natGateway]: {
    create: 105,
    delete: 60,
    source: "Estimate: 1.5 to 2 minutes until available, about one until deleted",
  },
  [TYPES.instance]: {
    create: 20,
    delete: 45,
    source: "Estimate: seconds until running; a termination takes longer",
  },
  [TYPES.networkInterface]: { delete: 10, source: "Estimate: detaching comes first" },
  [TYPES.vpcEndpoint]: {
    create: ({ vpcEndpointType }) => (vpcEndpointType === "Interface" ? 75 : 6),
    delete: ({ vpcEndpointType }) => (vpcEndpointType === "Interface" ? 60 : 6),
    source:
      "Estimate: an interface endpoint makes network interfaces and a private zone, a gateway endpoint routes",
  },
  [TYPES.loadBalancer]: {
    create: 170,
    delete: 15,
    source:
      "Measured 174 s until active (DataBiosphere/azul#5780); deletion: estimate, its network interfaces go first",
  },
};

const RUNTIME: Readonly<Record<string, Durations>> = {
  [TYPES.cluster]: {
    create: 11,
    update: 11,
    delete: 11,
    source: "Estimate: terraform-provider-aws internal/service/ecs/cluster.go first looks after ten seconds",
  },
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {
    create: 11,
    update: 11,
    delete: 11,
    source: "Estimate: as with the cluster, which updates meanwhile",
  },
  [TYPES.ecsService]: serviceDurations,
  "docker:index/image:Image": {
    create: 90,
    update: 90,
    source: "Estimate: a Python service of some 200 MB built without a cache, and pushed",
  },
  "aws:servicediscovery/httpNamespace:HttpNamespace": {
    create: 10,
    delete: 10,
    source: "Estimate: an operation that the provider polls",
  },
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
    create: 40,
    delete: 40,
    source: "Estimate: as an HTTP namespace, and a hosted zone with it",
  },
  [TYPES.instanceProfile]: {
    create: 7,
    source: "Estimate: the provider waits until IAM shows it everywhere",
  },
  [TYPES.role]: { create: 2, source: "Estimate: the provider waits until IAM shows it" },
  [TYPES.key]: {
    create: 15,
    source: "Estimate: terraform-provider-aws internal/service/kms/key.go waits for its policy and tags",
  },
  [TYPES.queue]: {
    create: 26,
    delete: 60,
    source:
      "Estimate: terraform-provider-aws internal/service/sqs/queue.go waits for stable attributes; AWS keeps a deleted name for 60 s",
  },
};

const EDGE: Readonly<Record<string, Durations>> = {
  "aws:cloudfront/distribution:Distribution": {
    create: ({ waitForDeployment }) => (waitForDeployment === false ? 5 : PROPAGATION),
    update: ({ waitForDeployment }) => (waitForDeployment === false ? 5 : PROPAGATION),
    delete: ({ retainOnDelete }) => (retainOnDelete === true ? 5 : PROPAGATION + 10),
    source:
      "AWS Networking & Content Delivery Blog 2020, Slashing CloudFront change propagation times: within 5 minutes; measured 195 s (binbashar/le-tf-infra-aws#408). A deletion disables it first and waits for that",
  },
  "aws:acm/certificate:Certificate": {
    create: 8,
    source: "Estimate: the provider waits for the records by which ACM validates",
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    create: 75,
    source: "Estimate between a minute and two, once the records are there (tomoda.pages.dev, DevOps: ACM)",
  },
  "aws:route53/record:Record": {
    create: RECORD.seconds,
    update: RECORD.seconds,
    delete: RECORD.seconds,
    source: RECORD.source,
  },
  "aws:route53/zone:Zone": { create: RECORD.seconds, delete: RECORD.seconds, source: RECORD.source },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    create: 15,
    source: "Estimate: AWS WAF takes a while to find a web ACL that was just made",
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    create: 30,
    update: 30,
    source:
      "Estimate: terraform-provider-aws internal/service/s3/bucket_lifecycle_configuration.go reads until the answer stays the same",
  },
};

export const DURATIONS: ReadonlyMap<string, Durations> = new Map(
  Object.entries({ ...NETWORK, ...RUNTIME, ...EDGE }),
);
