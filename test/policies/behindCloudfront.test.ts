import { loadBalancerBehindCloudfront } from "../../policies/network";
import { UNKNOWN, type Props, type Resource } from "./support";
import { from, resource, table } from "./table";

const DNS = "api-1234.eu-west-1.elb.amazonaws.com";
const CONFIG = { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] };
const HEADER = { name: "X-Origin-Key", value: "from-secrets-manager" };

const group = (props: Props): Resource =>
  resource("aws:ec2/securityGroup:SecurityGroup", "entrance", { id: "sg-1", ...props });
const open = group({ ingress: [{ fromPort: 443, toPort: 443, protocol: "tcp", cidrBlocks: ["0.0.0.0/0"] }] });
const closed = group({
  ingress: [{ fromPort: 443, toPort: 443, protocol: "tcp", prefixListIds: ["pl-4fa04526"] }],
});
const bare = group({ ingress: [] });

const balancer = (props: Props = {}): Resource =>
  resource("aws:lb/loadBalancer:LoadBalancer", "api", {
    arn: "arn:api",
    dnsName: DNS,
    loadBalancerType: "application",
    securityGroups: ["sg-1"],
    ...props,
  });
const site = (origin: Props = {}): Resource =>
  resource("aws:cloudfront/distribution:Distribution", "site", {
    origins: [
      { originId: "files", domainName: "files.s3.eu-west-1.amazonaws.com" },
      { originId: "api", domainName: DNS, customOriginConfig: CONFIG, ...origin },
    ],
  });
const listener = (name: string, protocol: string, action: string): Resource =>
  resource("aws:lb/listener:Listener", name, {
    arn: `arn:${name}`,
    loadBalancerArn: "arn:api",
    protocol,
    defaultActions: [{ type: action }],
  });
const http = listener("http", "HTTP", "redirect");
const forwarding = listener("https", "HTTPS", "forward");
const refusing = listener("https", "HTTPS", "fixed-response");
const rule = (name: string, conditions: Props[], action = "forward"): Resource =>
  resource("aws:lb/listenerRule:ListenerRule", name, {
    listenerArn: "arn:https",
    conditions,
    actions: [{ type: action }],
  });
const keyed = { httpHeader: { httpHeaderName: "x-origin-key", values: ["from-secrets-manager"] } };
const path = { pathPattern: { values: ["/api/*"] } };
const finds = ["is an origin of site and answers the internet past it"];
const at = ["api"];

table(loadBalancerBehindCloudfront, {
  "reports an entrance for everybody": { on: [open, balancer(), site(), http, forwarding], finds, at },
  "allows CloudFront's prefix list alone": { on: [closed, balancer(), site(), http, forwarding] },
  "reports a rule of its own that admits everybody": {
    on: [
      bare,
      resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "world", {
        securityGroupId: "sg-1",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv6: "::/0",
      }),
      balancer(),
      site(),
      forwarding,
    ],
    finds,
    at,
  },
  "lets everything out": {
    on: [group({ egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] }), balancer(), site(), forwarding],
  },
  "allows a header that every forwarding rule demands": {
    on: [
      open,
      balancer(),
      site({ customHeaders: [HEADER] }),
      http,
      refusing,
      rule("api", [path, keyed]),
      rule("old", [path], "redirect"),
    ],
  },
  "reports one rule without it": {
    on: [
      open,
      balancer(),
      site({ customHeaders: [HEADER] }),
      refusing,
      rule("api", [keyed]),
      rule("health", [path]),
    ],
    finds,
    at,
  },
  "reports a default action that forwards all the same": {
    on: [open, balancer(), site({ customHeaders: [HEADER] }), forwarding, rule("api", [keyed])],
    finds,
    at,
  },
  "reports a header that CloudFront does not send": {
    on: [open, balancer(), site(), refusing, rule("api", [keyed])],
    finds,
    at,
  },
  "knows the load balancer by its record, too": {
    on: [
      open,
      balancer(),
      site({ domainName: "origin.example.com" }),
      forwarding,
      resource("aws:route53/record:Record", "origin", {
        name: "origin.example.com",
        type: "A",
        aliases: [{ name: `dualstack.${DNS}`, zoneId: "Z1" }],
      }),
    ],
    finds,
    at,
  },
  "leaves internal load balancers, other origins and load balancers without a distribution": {
    on: [open, balancer({ internal: true }), site(), forwarding],
  },
  "leaves another host": { on: [open, balancer(), site({ domainName: "api.example.com" }), forwarding] },
  "leaves a load balancer that no distribution has": { on: [open, balancer(), forwarding] },
  "leaves groups of other stacks": { on: [balancer({ securityGroups: ["sg-9"] }), site(), forwarding] },
  "follows dependencies where no name is known": {
    on: [
      open,
      balancer({ dnsName: UNKNOWN }),
      from(site({ domainName: UNKNOWN }), "origins", balancer()),
      forwarding,
    ],
    finds,
    at,
  },
  "is undecided by an unknown address": {
    on: [
      group({ ingress: [{ fromPort: 443, toPort: 443, protocol: "tcp", cidrBlocks: [UNKNOWN] }] }),
      balancer(),
      site(),
      forwarding,
    ],
    undecided: true,
  },
});
