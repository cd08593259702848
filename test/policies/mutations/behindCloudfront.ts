/** Breaks that come with CloudFront in front of the load balancer, which the plans do not have. */
import type { Mutation } from "./mutation";
import type { Mutable, Plan } from "./plan";

const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const SITE = "aws:cloudfront/distribution:Distribution";

const customOriginConfig = {
  originProtocolPolicy: "https-only",
  originSslProtocols: ["TLSv1.2"],
  httpPort: 80,
  httpsPort: 443,
};

/** The distribution asks the API, too; `domainName` as the program would give it. */
function addOrigin(plan: Plan, domainName: string): void {
  plan.change(SITE, "frontend", (props) => {
    (props.origins as Mutable[]).push({ originId: "api", domainName, customOriginConfig });
  });
}

export const mutations: readonly Mutation[] = [
  {
    what: "CloudFront in front of the API, which the internet reaches past it",
    expect: { "load-balancer-behind-cloudfront": "api-balancer" },
    change: (plan) => {
      const balancer = plan.get(BALANCER, "api-balancer");
      addOrigin(plan, balancer.outputs.dnsName as string);
      const site = plan.get(SITE, "frontend");
      site.dependencies.origins = [...site.dependencies.origins, balancer.urn];
    },
  },
  {
    what: "CloudFront in front of the API by the name that its record has",
    expect: { "load-balancer-behind-cloudfront": "api-balancer" },
    change: (plan) => {
      addOrigin(plan, plan.stack === "dev" ? "api.dev.harena.com" : "api.harena.com");
    },
  },
];
