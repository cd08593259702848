import { describeRules, type World } from "../support";
import {
  certificate,
  front,
  listener,
  network,
  pendingCertificate,
  securityGroup,
  subnet,
  targetGroup,
} from "./world";

const FOREIGN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
const LONG = "a".repeat(33);

describeRules("aws:lb/loadBalancer:LoadBalancer", {
  compliant: (world) => {
    const { subnets, securityGroup: group } = network(world);
    return { name: "web", subnets, securityGroups: [group] };
  },
  breaks: {
    "exactlyOneOf:subnetMappings+subnets": [
      { subnets: undefined },
      { subnetMappings: [{ subnetId: "subnet-1" }] },
    ],
    "conflicts:name+namePrefix": { namePrefix: "web" },
    "required:accessLogs.bucket": { accessLogs: { enabled: false } },
    "required:connectionLogs.bucket": { connectionLogs: { enabled: false } },
    "required:subnetMappings[].subnetId": {
      subnets: undefined,
      subnetMappings: [{ allocationId: "eipalloc-1" }],
    },
    "values:loadBalancerType": { loadBalancerType: "classic" },
    "values:ipAddressType": { ipAddressType: "ipv6" },
    "values:desyncMitigationMode": { desyncMitigationMode: "off" },
    "values:xffHeaderProcessingMode": { xffHeaderProcessingMode: "drop" },
    "range:idleTimeout": [{ idleTimeout: 0 }, { idleTimeout: 4001 }],
    "range:clientKeepAlive": [{ clientKeepAlive: 59 }, { clientKeepAlive: 604801 }],
    "length:name": { name: LONG },
    "length:namePrefix": { name: undefined, namePrefix: "toolong" },
    "length:securityGroups": (inputs, world) => {
      const [first] = inputs.subnets as string[];
      const vpcId = String(world.account.find("aws:ec2/subnet:Subnet", first)?.inputs.vpcId);
      inputs.securityGroups = Array.from({ length: 6 }, () => securityGroup(world, vpcId));
    },
    "format:name": [{ name: "-web" }, { name: "web-" }, { name: "we_b" }],
    "format:namePrefix": { name: undefined, namePrefix: "-web" },
    "name-internal": { name: "internal-web" },
    duplicate: (inputs, world) => void world.add("aws:lb/loadBalancer:LoadBalancer", { ...inputs }),
    "exists:subnets[]": (inputs) => void (inputs.subnets as string[]).push("subnet-0aaaaaaaaaaaaaaaa"),
    "exists:securityGroups[]": { securityGroups: ["sg-0aaaaaaaaaaaaaaaa"] },
    "exists:accessLogs.bucket": { accessLogs: { bucket: "nowhere", enabled: true } },
    "two-zones": (inputs) => void (inputs.subnets as string[]).pop(),
    "one-subnet-a-zone": (inputs, world) => {
      const subnets = inputs.subnets as string[];
      const vpcId = String(world.account.find("aws:ec2/subnet:Subnet", subnets[0])?.inputs.vpcId);
      subnets.push(subnet(world, vpcId, "eu-west-1a", 9));
    },
    "one-vpc": (inputs, world) => {
      inputs.securityGroups = [securityGroup(world, world.add("aws:ec2/vpc:Vpc", {}).id)];
    },
    "internet-gateway": (_inputs, world) => {
      const [gateway] = world.account.ofType("aws:ec2/internetGateway:InternetGateway");
      world.account.remove(gateway.urn);
    },
    "access-logs-permission": (inputs, world) => {
      world.add("aws:s3/bucket:Bucket", { bucket: "logs" });
      inputs.accessLogs = { bucket: "logs", enabled: true };
    },
    tags: { "tags.aws:mine": "x" },
    "deletion-protection": { enableDeletionProtection: true },
  },
  accepts: {
    "the longest name": { name: "a".repeat(32) },
    "the longest idle timeout": { idleTimeout: 4000 },
    "a load balancer of the same name in another region": (inputs, world) => {
      world.add("aws:lb/loadBalancer:LoadBalancer", { ...inputs }, {}, "us-east-1");
    },
    "access logs once the bucket lets them in": (inputs, world) => {
      world.add("aws:s3/bucket:Bucket", { bucket: "logs" });
      const principal = { Service: "logdelivery.elasticloadbalancing.amazonaws.com" };
      const policy = { Statement: [{ Effect: "Allow", Principal: principal, Action: "s3:PutObject" }] };
      world.add("aws:s3/bucketPolicy:BucketPolicy", { bucket: "logs", policy: JSON.stringify(policy) });
      inputs.accessLogs = { bucket: "logs", enabled: true };
    },
  },
});

describeRules("aws:lb/targetGroup:TargetGroup", {
  compliant: (world) => ({
    name: "web",
    port: 80,
    protocol: "HTTP",
    targetType: "ip",
    vpcId: world.add("aws:ec2/vpc:Vpc", {}).id,
    healthCheck: { path: "/health", interval: 15, timeout: 5, matcher: "200" },
  }),
  breaks: {
    "conflicts:name+namePrefix": { namePrefix: "web" },
    "required:stickiness.type": { stickiness: { enabled: true } },
    "values:targetType": { targetType: "task" },
    "values:protocol": { protocol: "SPDY" },
    "values:protocolVersion": { protocolVersion: "HTTP3" },
    "values:ipAddressType": { ipAddressType: "both" },
    "values:loadBalancingAlgorithmType": { loadBalancingAlgorithmType: "roundRobin" },
    "values:loadBalancingAnomalyMitigation": { loadBalancingAnomalyMitigation: "maybe" },
    "values:loadBalancingCrossZoneEnabled": { loadBalancingCrossZoneEnabled: "yes" },
    "values:stickiness.type": { "stickiness.type": "session_cookie" },
    "values:healthCheck.protocol": { "healthCheck.protocol": "UDP" },
    "range:port": [{ port: 0 }, { port: 65536 }],
    "range:deregistrationDelay": [{ deregistrationDelay: -1 }, { deregistrationDelay: 3601 }],
    "range:stickiness.cookieDuration": { stickiness: { type: "lb_cookie", cookieDuration: 604801 } },
    "range:healthCheck.healthyThreshold": [
      { "healthCheck.healthyThreshold": 1 },
      { "healthCheck.healthyThreshold": 11 },
    ],
    "range:healthCheck.unhealthyThreshold": { "healthCheck.unhealthyThreshold": 1 },
    "range:healthCheck.interval": [
      { healthCheck: { interval: 4, timeout: 3 } },
      { "healthCheck.interval": 301 },
    ],
    "range:healthCheck.timeout": [
      { "healthCheck.timeout": 1 },
      { healthCheck: { interval: 300, timeout: 121 } },
    ],
    "length:name": { name: LONG },
    "length:namePrefix": { name: undefined, namePrefix: "toolong" },
    "length:healthCheck.path": { "healthCheck.path": `/${"a".repeat(1024)}` },
    "format:name": [{ name: "-web" }, { name: "web-" }],
    "format:namePrefix": { name: undefined, namePrefix: "-web" },
    "format:healthCheck.path": { "healthCheck.path": "health" },
    "format:healthCheck.port": { "healthCheck.port": "http" },
    "format:healthCheck.matcher": { "healthCheck.matcher": "2xx" },
    address: [{ port: undefined }, { protocol: undefined }, { vpcId: undefined }],
    "slow-start": [{ slowStart: 29 }, { slowStart: 901 }],
    "tcp-health-check": [
      { healthCheck: { protocol: "TCP" } },
      { protocol: "TCP", healthCheck: { protocol: "TCP", path: "/health" } },
    ],
    "health-check-timeout": { "healthCheck.timeout": 15 },
    "health-check-codes": { "healthCheck.matcher": "200-500" },
    duplicate: (inputs, world) => void world.add("aws:lb/targetGroup:TargetGroup", { ...inputs }),
    "exists:vpcId": { vpcId: "vpc-0aaaaaaaaaaaaaaaa" },
    "stickiness-protocol": { stickiness: { type: "source_ip" } },
    tags: { "tags.aws:mine": "x" },
    "in-use": (_inputs, world) => {
      const subject = world.account.ofType("aws:lb/targetGroup:TargetGroup").at(-1);
      listener(world, `${FOREIGN}:loadbalancer/app/front/1`, {
        defaultActions: [{ type: "forward", targetGroupArn: subject?.id }],
      });
    },
  },
  accepts: {
    "a lambda without an address": {
      targetType: "lambda",
      port: undefined,
      protocol: undefined,
      vpcId: undefined,
      healthCheck: undefined,
    },
    "a slow start of 30 seconds": { slowStart: 30 },
    "a timeout just below the interval": { "healthCheck.timeout": 14 },
  },
});

const ACTIONS_REQUIRED = (property: string): Record<string, object> => ({
  [`required:${property}[].type`]: { [property]: [{ fixedResponse: { contentType: "text/plain" } }] },
  [`required:${property}[].redirect.statusCode`]: {
    [property]: [{ type: "redirect", redirect: { port: "443" } }],
  },
  [`required:${property}[].fixedResponse.contentType`]: {
    [property]: [{ type: "fixed-response", fixedResponse: { statusCode: "404" } }],
  },
  [`required:${property}[].forward.targetGroups[].arn`]: {
    [property]: [{ type: "forward", forward: { targetGroups: [{ weight: 1 }] } }],
  },
});

const redirect = (block: object): object => ({
  type: "redirect",
  redirect: { statusCode: "HTTP_301", ...block },
});
const fixed = (block: object): object => ({
  type: "fixed-response",
  fixedResponse: { contentType: "text/plain", ...block },
});

/** The cases that listeners and rules share. */
const ACTIONS = (property: string): Record<string, object> => ({
  [`values:${property}[].redirect.statusCode`]: { [property]: [redirect({ statusCode: "HTTP_308" })] },
  [`values:${property}[].redirect.protocol`]: { [property]: [redirect({ protocol: "H2" })] },
  [`values:${property}[].fixedResponse.contentType`]: { [property]: [fixed({ contentType: "text/xml" })] },
  [`range:${property}[].order`]: [
    { [property]: [{ ...fixed({}), order: 0 }] },
    { [property]: [{ ...fixed({}), order: 50001 }] },
  ],
  [`length:${property}[].redirect.host`]: { [property]: [redirect({ host: "a".repeat(129) })] },
  [`length:${property}[].redirect.path`]: { [property]: [redirect({ path: `/${"a".repeat(128)}` })] },
  [`length:${property}[].redirect.query`]: { [property]: [redirect({ query: "a".repeat(129) })] },
  [`length:${property}[].fixedResponse.messageBody`]: {
    [property]: [fixed({ messageBody: "a".repeat(1025) })],
  },
  [`format:${property}[].fixedResponse.statusCode`]: { [property]: [fixed({ statusCode: "302" })] },
  [`format:${property}[].targetGroupArn`]: {
    [property]: [{ type: "forward", targetGroupArn: "arn:aws:iam::aws:" }],
  },
  [`exists:${property}[].targetGroupArn`]: {
    [property]: [{ type: "forward", targetGroupArn: `${FOREIGN}:targetgroup/none/1` }],
  },
  [`exists:${property}[].forward.targetGroups[].arn`]: {
    [property]: [{ type: "forward", forward: { targetGroups: [{ arn: `${FOREIGN}:targetgroup/none/1` }] } }],
  },
  "action-block": [
    { [property]: [{ type: "forward" }] },
    { [property]: [{ type: "redirect" }] },
    { [property]: [{ type: "fixed-response" }] },
  ],
  "last-action": [
    { [property]: [fixed({}), redirect({})] },
    { [property]: [{ type: "authenticate-oidc", authenticateOidc: {} }] },
  ],
});

const forwardTo = (property: string, world: World, inputs: object): void => {
  const vpcId = world.account.ofType("aws:ec2/vpc:Vpc")[0].id;
  Object.assign(inputs, { [property]: [{ type: "forward", targetGroupArn: targetGroup(world, vpcId).id }] });
};

const TARGETS = (
  property: string,
): Record<string, object | ((inputs: Record<string, unknown>, world: World) => void)> => ({
  [`length:${property}[].forward.targetGroups`]: (inputs, world) => {
    const vpcId = world.account.ofType("aws:ec2/vpc:Vpc")[0].id;
    const targetGroups = Array.from({ length: 6 }, () => ({ arn: targetGroup(world, vpcId).id }));
    inputs[property] = [{ type: "forward", forward: { targetGroups } }];
  },
  [`range:${property}[].forward.targetGroups[].weight`]: (inputs, world) => {
    const vpcId = world.account.ofType("aws:ec2/vpc:Vpc")[0].id;
    const targetGroups = [{ arn: targetGroup(world, vpcId).id, weight: 1000 }];
    inputs[property] = [{ type: "forward", forward: { targetGroups } }];
  },
  "one-load-balancer": (inputs, world) => {
    forwardTo(property, world, inputs);
    const other = world.add("aws:lb/loadBalancer:LoadBalancer", { name: "other", subnets: [] });
    listener(world, other.id, { defaultActions: inputs[property] });
  },
  "target-vpc": (inputs, world) => {
    const elsewhere = world.add("aws:ec2/vpc:Vpc", {}).id;
    inputs[property] = [{ type: "forward", targetGroupArn: targetGroup(world, elsewhere).id }];
  },
  "target-protocol": (inputs, world) => {
    const vpcId = world.account.ofType("aws:ec2/vpc:Vpc")[0].id;
    inputs[property] = [
      { type: "forward", targetGroupArn: targetGroup(world, vpcId, { protocol: "TCP" }).id },
    ];
  },
});

describeRules("aws:lb/listener:Listener", {
  compliant: (world) => ({
    loadBalancerArn: front(world).loadBalancer.id,
    port: 443,
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    certificateArn: certificate(world).outputs.arn,
    defaultActions: [fixed({ statusCode: "404", messageBody: "{}" })],
  }),
  breaks: {
    ...ACTIONS_REQUIRED("defaultActions"),
    ...(ACTIONS("defaultActions") as Record<string, Record<string, unknown>>),
    ...(TARGETS("defaultActions") as Record<string, Record<string, unknown>>),
    "required:loadBalancerArn": { loadBalancerArn: undefined },
    "required:defaultActions": { defaultActions: undefined },
    "values:protocol": { protocol: "SPDY" },
    "values:alpnPolicy": { alpnPolicy: "HTTP3" },
    "values:mutualAuthentication.mode": { mutualAuthentication: { mode: "on" } },
    "values:defaultActions[].type": { defaultActions: [{ type: "proxy" }] },
    "range:port": [{ port: 0 }, { port: 65536 }],
    "range:tcpIdleTimeoutSeconds": { tcpIdleTimeoutSeconds: 59 },
    "format:loadBalancerArn": { loadBalancerArn: "front" },
    "format:certificateArn": { certificateArn: "cert" },
    "exists:loadBalancerArn": { loadBalancerArn: `${FOREIGN}:loadbalancer/app/none/1` },
    "protocol-fits": { protocol: "TLS" },
    "port-given": { port: undefined },
    "duplicate-port": (inputs, world) => void listener(world, String(inputs.loadBalancerArn)),
    "certificate-needed": { certificateArn: undefined },
    "certificate-unwanted": [
      { protocol: "HTTP", sslPolicy: undefined },
      { protocol: "HTTP", certificateArn: undefined },
    ],
    "ssl-policy": { sslPolicy: "ELBSecurityPolicy-TLS14" },
    "exists:certificateArn": { certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/none" },
    "certificate-region": (inputs, world) => {
      inputs.certificateArn = certificate(world, "us-east-1").outputs.arn;
    },
    "certificate-issued": (inputs, world) => {
      inputs.certificateArn = pendingCertificate(world).outputs.arn;
    },
    tags: { "tags.aws:mine": "x" },
  },
  accepts: {
    "a redirect on port 80": {
      port: 80,
      protocol: "HTTP",
      sslPolicy: undefined,
      certificateArn: undefined,
      defaultActions: [redirect({ port: "443", protocol: "HTTPS" })],
    },
    "a certificate of another account": {
      certificateArn: "arn:aws:acm:eu-west-1:999988887777:certificate/theirs",
    },
    "a post-quantum policy": { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09" },
  },
});

const rewrite = (regex: string, replace = "/$1"): object => ({
  type: "url-rewrite",
  urlRewriteConfig: { rewrite: { regex, replace } },
});

const hostRewrite = (block: object): object => ({
  type: "host-header-rewrite",
  hostHeaderRewriteConfig: { rewrite: block },
});

const patterns = (...values: string[]): object => ({ pathPattern: { values } });

describeRules("aws:lb/listenerRule:ListenerRule", {
  compliant: (world) => {
    const { loadBalancer, targetGroup: group } = front(world);
    return {
      listenerArn: listener(world, loadBalancer.id).id,
      priority: 10,
      conditions: [patterns("/api/user/*", "/api/user"), { hostHeader: { values: ["api.example.com"] } }],
      actions: [{ type: "forward", targetGroupArn: group.id }],
      transforms: [rewrite("^/api/user/(.*)$")],
    };
  },
  breaks: {
    ...ACTIONS_REQUIRED("actions"),
    ...(ACTIONS("actions") as Record<string, Record<string, unknown>>),
    ...(TARGETS("actions") as Record<string, Record<string, unknown>>),
    "required:listenerArn": { listenerArn: undefined },
    "required:actions": { actions: undefined },
    "required:conditions": { conditions: undefined },
    "required:conditions[].queryStrings[].value": { conditions: [{ queryStrings: [{ key: "v" }] }] },
    "required:conditions[].httpHeader.httpHeaderName": { conditions: [{ httpHeader: { values: ["x"] } }] },
    "required:transforms[].type": {
      transforms: [{ hostHeaderRewriteConfig: { rewrite: { regex: "a", replace: "b" } } }],
    },
    "required:transforms[].urlRewriteConfig.rewrite.regex": {
      "transforms[0].urlRewriteConfig.rewrite.regex": undefined,
    },
    "required:transforms[].urlRewriteConfig.rewrite.replace": {
      "transforms[0].urlRewriteConfig.rewrite.replace": undefined,
    },
    "required:transforms[].hostHeaderRewriteConfig.rewrite.regex": {
      transforms: [hostRewrite({ replace: "b" })],
    },
    "required:transforms[].hostHeaderRewriteConfig.rewrite.replace": {
      transforms: [hostRewrite({ regex: "a" })],
    },
    "values:actions[].type": { "actions[0].type": "proxy" },
    "values:transforms[].type": {
      transforms: [{ type: "path", hostHeaderRewriteConfig: { rewrite: { regex: "a", replace: "b" } } }],
    },
    "range:priority": [{ priority: 0 }, { priority: 50001 }],
    "length:conditions[].hostHeader.values[]": { "conditions[1].hostHeader.values[0]": "a".repeat(129) },
    "length:conditions[].hostHeader.regexValues[]": {
      "conditions[1].hostHeader": { regexValues: ["a".repeat(129)] },
    },
    "length:conditions[].pathPattern.values[]": {
      "conditions[0].pathPattern.values[0]": `/${"a".repeat(128)}`,
    },
    "length:conditions[].pathPattern.regexValues[]": {
      "conditions[0].pathPattern": { regexValues: ["a".repeat(129)] },
    },
    "length:conditions[].httpHeader.values[]": {
      conditions: [{ httpHeader: { httpHeaderName: "X-Key", values: ["a".repeat(129)] } }],
    },
    "length:conditions[].queryStrings[].value": {
      conditions: [{ queryStrings: [{ value: "a".repeat(129) }] }],
    },
    "length:transforms[].urlRewriteConfig.rewrite.regex": { transforms: [rewrite("a".repeat(1025))] },
    "length:transforms[].urlRewriteConfig.rewrite.replace": { transforms: [rewrite("a", "b".repeat(1025))] },
    "length:transforms[].hostHeaderRewriteConfig.rewrite.regex": {
      transforms: [hostRewrite({ regex: "a".repeat(1025), replace: "b" })],
    },
    "length:transforms[].hostHeaderRewriteConfig.rewrite.replace": {
      transforms: [hostRewrite({ regex: "a", replace: "b".repeat(1025) })],
    },
    "format:listenerArn": { listenerArn: "listener" },
    "format:conditions[].hostHeader.values[]": { "conditions[1].hostHeader.values[0]": "api_v1.example.com" },
    "format:conditions[].pathPattern.values[]": { "conditions[0].pathPattern.values[0]": "/api user" },
    "format:conditions[].httpHeader.httpHeaderName": {
      conditions: [{ httpHeader: { httpHeaderName: "X Key", values: ["x"] } }],
    },
    "format:conditions[].httpRequestMethod.values[]": {
      conditions: [{ httpRequestMethod: { values: ["G T"] } }],
    },
    "exists:listenerArn": { listenerArn: `${FOREIGN}:listener/app/none/1/2` },
    "priority-in-use": (inputs, world) => void world.add("aws:lb/listenerRule:ListenerRule", { ...inputs }),
    "rules-quota": (inputs, world) => {
      for (let priority = 101; priority <= 200; priority++) {
        world.add("aws:lb/listenerRule:ListenerRule", { ...inputs, priority });
      }
    },
    "one-kind-a-condition": [
      { conditions: [{}] },
      { conditions: [{ ...patterns("/a"), hostHeader: { values: ["api.example.com"] } }] },
    ],
    "condition-values": { conditions: [{ pathPattern: { values: [] } }] },
    "values-quota": { conditions: [patterns("/1", "/2", "/3", "/4", "/5", "/6")] },
    "wildcards-quota": { conditions: [patterns("/*/*/*/*", "/*/*/*")] },
    "one-condition-a-kind": { conditions: [patterns("/a"), patterns("/b")] },
    "source-ip": { conditions: [{ sourceIp: { values: ["10.0.0.1/16"] } }] },
    regex: [
      { transforms: [rewrite("^/(?!admin)(.*)$")] },
      { transforms: [rewrite("^/(.*)/\\1$")] },
      { transforms: [rewrite("^/(")] },
    ],
    "transform-block": { transforms: [{ type: "url-rewrite" }] },
    "one-transform-a-type": { transforms: [rewrite("a"), rewrite("b")] },
    tags: { "tags.aws:mine": "x" },
  },
  accepts: {
    "the highest priority": { priority: 50000 },
    "five condition values": { conditions: [patterns("/1", "/2", "/3", "/4", "/5")] },
    "six wildcards": { conditions: [patterns("/*/*/*", "/*/*/*")] },
    "a rewrite of path and host": { transforms: [rewrite("a"), hostRewrite({ regex: "a", replace: "b" })] },
    "a hundredth rule": (inputs, world) => {
      for (let priority = 101; priority <= 199; priority++) {
        world.add("aws:lb/listenerRule:ListenerRule", { ...inputs, priority });
      }
    },
  },
});

describeRules("aws:lb/listenerCertificate:ListenerCertificate", {
  compliant: (world) => ({
    listenerArn: listener(world, front(world).loadBalancer.id, {
      certificateArn: certificate(world).outputs.arn,
    }).id,
    certificateArn: certificate(world).outputs.arn,
  }),
  breaks: {
    "required:certificateArn": { certificateArn: undefined },
    "required:listenerArn": { listenerArn: undefined },
    "format:certificateArn": { certificateArn: "cert" },
    "format:listenerArn": { listenerArn: "listener" },
    "exists:listenerArn": { listenerArn: `${FOREIGN}:listener/app/none/1/2` },
    "listener-protocol": (inputs, world) => {
      const owner = world.account.ofType("aws:lb/loadBalancer:LoadBalancer")[0].id;
      inputs.listenerArn = listener(world, owner, { port: 80, protocol: "HTTP" }).id;
    },
    "default-certificate": (inputs, world) => {
      const used = world.account.find("aws:lb/listener:Listener", inputs.listenerArn);
      inputs.certificateArn = used?.inputs.certificateArn;
    },
    quota: (inputs, world) => {
      for (let count = 0; count < 25; count++) {
        world.add("aws:lb/listenerCertificate:ListenerCertificate", { ...inputs });
      }
    },
    "exists:certificateArn": { certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/none" },
    "certificate-region": (inputs, world) => {
      inputs.certificateArn = certificate(world, "us-east-1").outputs.arn;
    },
    "certificate-issued": (inputs, world) => {
      inputs.certificateArn = pendingCertificate(world).outputs.arn;
    },
  },
});
