/** What AWS answers because of what the account holds already: no plan knows it, but an account that stands does. */
import type { TerraformJson } from "../../tools/contract/configuration";
import type { Diagnostic, Terraform } from "../../tools/contract/terraform";

/** Of Terraform's type a second one, like the first in all, and what refuses it. */
export interface Taken {
  /** The simulator's rule that refuses it. */
  readonly rule: string;
  readonly type: string;
  /** Absent where moto makes a second one, as AWS does not. */
  readonly refuses?: RegExp;
}

/** Types of the stacks of which a second one cannot be made beside the first, in the words of AWS or the provider. */
export const TAKEN: readonly Taken[] = [
  {
    rule: "cloudwatch/logGroup:duplicate",
    type: "aws_cloudwatch_log_group",
    refuses: /ResourceAlreadyExists/,
  },
  { rule: "ec2/flowLog:duplicate", type: "aws_flow_log", refuses: /FlowLogAlreadyExists/ },
  { rule: "ec2/routeTableAssociation:already-associated", type: "aws_route_table_association" },
  { rule: "ecr/repository:duplicate", type: "aws_ecr_repository", refuses: /RepositoryAlreadyExists/ },
  { rule: "iam/instanceProfile:duplicate", type: "aws_iam_instance_profile", refuses: /EntityAlreadyExists/ },
  { rule: "iam/role:duplicate", type: "aws_iam_role", refuses: /EntityAlreadyExists/ },
  { rule: "lb/listener:duplicate-port", type: "aws_lb_listener" },
  { rule: "lb/listenerRule:priority-in-use", type: "aws_lb_listener_rule", refuses: /PriorityInUse/ },
  { rule: "lb/loadBalancer:duplicate", type: "aws_lb", refuses: /already exists/ },
  { rule: "lb/targetGroup:duplicate", type: "aws_lb_target_group", refuses: /already exists/ },
  { rule: "route53/record:taken", type: "aws_route53_record", refuses: /already exists/ },
  {
    rule: "vpc/securityGroupEgressRule:duplicate",
    type: "aws_vpc_security_group_egress_rule",
    refuses: /InvalidPermission\.Duplicate/,
  },
  {
    rule: "vpc/securityGroupIngressRule:duplicate",
    type: "aws_vpc_security_group_ingress_rule",
    refuses: /InvalidPermission\.Duplicate/,
  },
  { rule: "wafv2/webAcl:name-taken", type: "aws_wafv2_web_acl", refuses: /DuplicateItem/ },
];

const COPY = "again";

/** The same configuration with a second one of each type that the stack has. */
function withSeconds(json: TerraformJson): TerraformJson {
  const seconds = presentIn(json).map(({ type }) => {
    const ofType = json.resource[type] ?? {};
    return [type, { ...ofType, [COPY]: Object.values(ofType).at(0) ?? {} }] as const;
  });
  return { ...json, resource: { ...json.resource, ...Object.fromEntries(seconds) } };
}

/** Makes them, in an account that has the first ones, and tells what was said, by rule. */
export async function makeAgain(terraform: Terraform, json: TerraformJson): Promise<Record<string, string>> {
  terraform.write(withSeconds(json));
  const targets = presentIn(json).map(({ type }) => `-target=${type}.${COPY}`);
  const { diagnostics } = await terraform.apply(["-auto-approve", "-refresh=false", ...targets]);
  const told = (type: string): string =>
    diagnostics
      .filter((one) => one.address === `${type}.${COPY}`)
      .map(textOf)
      .join("\n");
  return Object.fromEntries(presentIn(json).map(({ rule, type }) => [rule, told(type)]));
}

function presentIn({ resource }: TerraformJson): readonly Taken[] {
  return TAKEN.filter(({ type }) => Object.keys(resource[type] ?? {}).length > 0);
}

function textOf({ summary, detail }: Diagnostic): string {
  return `${summary} ${detail}`.replaceAll(/\s+/g, " ");
}
