/** What a web ACL protects, and where it logs. */
import type { ResourceModel, Rule } from "../../../model";
import { findBucket } from "../s3/buckets";
import { APPLY, ARN_FORMAT, entries, list, others, parseArn, text, find } from "../support";
import { ASSOCIATION, WEB_ACL } from "./arns";

const LOAD_BALANCERS = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Resources that a regional web ACL can protect, by the service and resource of their ARNs. */
const PROTECTABLE =
  /^(elasticloadbalancing loadbalancer\/app\/|apigateway \/restapis\/.+\/stages\/|appsync apis\/|cognito-idp userpool\/|apprunner service\/|ec2 verified-access-instance\/)/;

const ASSOCIATE = "AWS WAFV2 API Reference, AssociateWebACL";

const associationRules: readonly Rule[] = [
  {
    id: "wafv2/webAclAssociation:web-acl",
    when: "create",
    source: ASSOCIATE,
    refuse: ({ inputs, account, place }) => {
      const acl = find(account, WEB_ACL, inputs.webAclArn);
      if (!acl) return `WAFNonexistentItemException: there is no web ACL ${text(inputs.webAclArn)}`;
      return acl.region === place.region
        ? undefined
        : `WAFInvalidParameterException: the web ACL is in ${acl.region}, the resource in ${place.region}`;
    },
  },
  {
    id: "wafv2/webAclAssociation:scope",
    when: "create",
    source: ASSOCIATE,
    refuse: ({ inputs, account }) =>
      find(account, WEB_ACL, inputs.webAclArn)?.inputs.scope === "CLOUDFRONT"
        ? "WAFInvalidParameterException: a web ACL of the scope CLOUDFRONT is named by the distribution's webAclId"
        : undefined,
  },
  {
    id: "wafv2/webAclAssociation:target",
    when: "create",
    source: ASSOCIATE,
    refuse: ({ inputs }) => {
      const arn = parseArn(inputs.resourceArn);
      return arn && PROTECTABLE.test(`${arn.service} ${arn.resource}`)
        ? undefined
        : `WAFInvalidParameterException: a web ACL cannot protect ${text(inputs.resourceArn)}`;
    },
  },
  {
    id: "wafv2/webAclAssociation:load-balancer",
    when: "create",
    source: ASSOCIATE,
    refuse: ({ inputs, account }) =>
      parseArn(inputs.resourceArn)?.resource.startsWith("loadbalancer/app/") &&
      !LOAD_BALANCERS.some((type) => find(account, type, inputs.resourceArn))
        ? `WAFNonexistentItemException: there is no load balancer ${text(inputs.resourceArn)}`
        : undefined,
  },
  {
    id: "wafv2/webAclAssociation:only-one",
    when: "create",
    source: `${ASSOCIATE}: a resource has one web ACL, a second association replaces the first`,
    refuse: ({ inputs, place, account }) =>
      others(account, place, ASSOCIATION).some((other) => other.inputs.resourceArn === inputs.resourceArn)
        ? `the resource ${text(inputs.resourceArn)} has another association already: the two would replace each other`
        : undefined,
  },
];

const association: ResourceModel = {
  type: ASSOCIATION,
  shape: {
    source: "terraform-provider-aws internal/service/wafv2/web_acl_association.go",
    replaceOn: ["resourceArn", "webAclArn", "region"],
    required: ["resourceArn", "webAclArn"],
    formats: { resourceArn: ARN_FORMAT, webAclArn: ARN_FORMAT },
    tags: false,
  },
  rules: associationRules,
  create: (inputs, place) => ({
    id: `${text(inputs.webAclArn)},${text(inputs.resourceArn)}`,
    outputs: { region: place.region },
  }),
};

const LOGGING = "wafv2/webAclLoggingConfiguration";
const LOGGING_TYPE = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const DESTINATIONS = "AWS WAF Developer Guide: Logging destinations";
const NAME_PREFIX = "aws-waf-logs-";

interface Destination {
  readonly service: string;
  readonly name: string;
  readonly region: string;
}

/** Of a log group, a delivery stream or a bucket; undefined for anything else. */
function destinationOf(arn: unknown): Destination | undefined {
  const parsed = parseArn(arn);
  if (!parsed) return undefined;
  const { service, resource, region } = parsed;
  const prefixes: Readonly<Partial<Record<string, string>>> = {
    logs: "log-group:",
    firehose: "deliverystream/",
    s3: "",
  };
  const prefix = prefixes[service];
  if (prefix === undefined || !resource.startsWith(prefix)) return undefined;
  return {
    service,
    region,
    name: resource.slice(prefix.length).replace(/\/.*$/, (path) => (service === "s3" ? "" : path)),
  };
}

const loggingRules: readonly Rule[] = [
  {
    id: `${LOGGING}:web-acl`,
    when: APPLY,
    source: "AWS WAFV2 API Reference, PutLoggingConfiguration: WAFNonexistentItemException",
    refuse: ({ inputs, account }) =>
      find(account, WEB_ACL, inputs.resourceArn)
        ? undefined
        : `WAFNonexistentItemException: there is no web ACL ${text(inputs.resourceArn)}`,
  },
  {
    id: `${LOGGING}:one-destination`,
    when: APPLY,
    source: DESTINATIONS,
    refuse: ({ inputs }) => {
      const { length } = list(inputs.logDestinationConfigs);
      return length === 1
        ? undefined
        : `WAFLimitsExceededException: a web ACL logs to exactly one destination, not ${length}`;
    },
  },
  {
    id: `${LOGGING}:destination-name`,
    when: APPLY,
    source: DESTINATIONS,
    refuse: ({ inputs }) => {
      for (const arn of list(inputs.logDestinationConfigs)) {
        const name = destinationOf(arn)?.name;
        if (!name?.startsWith(NAME_PREFIX) || name.endsWith(":*")) {
          return `WAFInvalidParameterException: Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes., field: LOG_DESTINATION, parameter: ${text(arn)}: the destination's name must begin with ${NAME_PREFIX}, without :* at the end`;
        }
      }
      return undefined;
    },
  },
  {
    id: `${LOGGING}:destination`,
    when: APPLY,
    source: DESTINATIONS,
    refuse: ({ inputs, account, place }) => {
      for (const arn of list(inputs.logDestinationConfigs)) {
        const target = destinationOf(arn);
        if (!target?.name.startsWith(NAME_PREFIX) || target.name.endsWith(":*")) continue;
        const missing =
          (target.service === "logs" && !find(account, LOG_GROUP, arn)) ||
          (target.service === "s3" && !findBucket(account, target.name));
        const elsewhere = target.region !== "" && target.region !== place.region;
        if (missing || elsewhere) {
          return `WAFLogDestinationPermissionIssueException: ${text(arn)} ${elsewhere ? `is not in ${place.region}` : "does not exist"}`;
        }
      }
      return undefined;
    },
  },
  {
    id: `${LOGGING}:only-one`,
    when: APPLY,
    source: "AWS WAFV2 API Reference, PutLoggingConfiguration: replaces what is there",
    refuse: ({ inputs, place, account }) =>
      others(account, place, LOGGING_TYPE).some((other) => other.inputs.resourceArn === inputs.resourceArn)
        ? "the web ACL has another logging configuration already: the two would overwrite each other"
        : undefined,
  },
  {
    id: `${LOGGING}:redacted-fields`,
    when: APPLY,
    source: "AWS WAFV2 API Reference, LoggingConfiguration: RedactedFields",
    refuse: ({ inputs }) =>
      entries(inputs.redactedFields).every((field) => Object.keys(field).length === 1)
        ? undefined
        : "WAFInvalidParameterException: a redacted field is exactly one of method, queryString, singleHeader, uriPath",
  },
];

const logging: ResourceModel = {
  type: LOGGING_TYPE,
  shape: {
    source: "terraform-provider-aws internal/service/wafv2/web_acl_logging_configuration.go",
    replaceOn: ["logDestinationConfigs", "resourceArn", "region"],
    required: [
      "logDestinationConfigs",
      "resourceArn",
      "loggingFilter.defaultBehavior",
      "loggingFilter.filters",
      "loggingFilter.filters[].behavior",
      "loggingFilter.filters[].requirement",
      "loggingFilter.filters[].conditions",
      "redactedFields[].singleHeader.name",
    ],
    values: {
      "loggingFilter.defaultBehavior": ["KEEP", "DROP"],
      "loggingFilter.filters[].behavior": ["KEEP", "DROP"],
      "loggingFilter.filters[].requirement": ["MEETS_ALL", "MEETS_ANY"],
      "loggingFilter.filters[].conditions[].actionCondition.action": [
        "ALLOW",
        "BLOCK",
        "COUNT",
        "CAPTCHA",
        "CHALLENGE",
        "EXCLUDED_AS_COUNT",
      ],
    },
    lengths: {
      logDestinationConfigs: [1, 100],
      redactedFields: [0, 100],
      "redactedFields[].singleHeader.name": [1, 64],
      "loggingFilter.filters[].conditions[].labelNameCondition.labelName": [1, 1024],
    },
    formats: { resourceArn: ARN_FORMAT, "logDestinationConfigs[]": ARN_FORMAT },
    tags: false,
  },
  rules: loggingRules,
  create: (inputs, place) => ({ id: text(inputs.resourceArn), outputs: { region: place.region } }),
};

export const attachmentModels: readonly ResourceModel[] = [association, logging];
