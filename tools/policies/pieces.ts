/** What the pack's README says beside its rules. */

const opening = (count: number): string => `# Policies

${count} rules for any Pulumi program on AWS: HTTPS everywhere, secrets in their places, nothing open that need not
be. This file is made from the rules: \`npm run policies -- readme\`.

Here the pack finds what it needs in the project's \`node_modules\`. For another program, in whatever language, copy
this folder anywhere: it imports nothing from outside, and its package.json names what it needs.

\`\`\`
cp -r policies ~/harena-policies && (cd ~/harena-policies && npm install)
pulumi preview --policy-pack ~/harena-policies --policy-pack-config policy-config.json
\`\`\`

The config file is optional: levels, settings and exemptions are in it.

## Rules`;

const use = `## Levels, settings, exemptions

A violation of a mandatory rule fails the command, one of an advisory rule is shown. Levels (\`mandatory\`,
\`advisory\`, \`remediate\`, \`disabled\`) and settings are in the file that \`--policy-pack-config\` names, by rule;
\`all\` is the level of every rule that has none of its own there.

\`\`\`json
{
  "load-balancer-listener-https": { "allowedPolicies": ["ELBSecurityPolicy-TLS-1-1-2017-01"] },
  "security-group-open-to-world": { "furtherPorts": [8443] },
  "container-environment-secrets": { "secretNames": ["PIN"], "plainNames": ["PAD_TOKEN"] },
  "cloudfront-tls": "advisory",
  "exemptions": {
    "list": [
      {
        "policy": "public-entry-web-acl",
        "resource": "api-balancer",
        "reason": "The firewall costs more than this environment; nobody but the team knows its address.",
        "expires": "2027-06-30",
        "stacks": ["dev"]
      }
    ],
    "mandatory": []
  }
}
\`\`\`

An exemption is of one rule at one resource (its name, \`type::name\` or URN) or at every resource of a type
(\`type::*\`), for a reason, until the end of a day if
it has one, in some stacks if it names them. It hides the rule's violations there, and nothing else. One that has no
reason, has expired, names no rule or is of a mandatory rule that \`mandatory\` does not name hides nothing and is
itself a violation of \`exemptions\`; one that hides nothing is reported by \`exemptions-unused\`. Whoever disables
\`exemptions\` has none.

\`remediate\` has to be asked for by rule, since it changes what is deployed and not what the program says. Only rules
whose mending is safe take it: they say so below.

## How rules look

Rules on load balancers hold for \`aws.lb\` and its older names (\`alb\`, \`elasticloadbalancingv2\`,
\`applicationloadbalancing\`), rules on buckets and their companions for both versions of each (\`s3.Bucket\`,
\`s3.BucketV2\`), rules on security groups for inline rules, \`ec2.SecurityGroupRule\` and
\`vpc.SecurityGroupIngressRule\`. TLS versions are read from the names of AWS's policies, so a newer policy needs no
newer rule. Policy documents are read as JSON text and as objects, with one value or a list wherever IAM takes both.

**What counts as a secret.** By its name: what ends in a word such as \`PASSWORD\`, \`SECRET\`, \`TOKEN\`, \`API_KEY\` or
\`PRIVATE_KEY\`, unless the value only refers to one (an ARN, a path, \`\${NAME}\`). By its value: URLs with passwords,
AWS keys, private keys, the tokens of well-known services, \`password=…\`, and strings of 32 characters or more that
look like random base64. Plain URLs, ARNs, UUIDs, digests and hexadecimal strings are none by their value. A
violation names the variable and what was found; it never shows any part of the value.

**Previews.** Before a stack exists, many values are unknown. Rules on a whole stack then follow the dependencies that
the engine records for each property, and decide by these what belongs to what. A check that needs an unknown value
is put off, all others go on, and the engine says, as an advice, that the rule could not decide everything.
\`pulumi up\` decides it with the values at hand: a rule on one resource before that resource is created, a rule on the
whole stack after everything is.

A JSON text in which one part is unknown, be it a policy or container definitions, is wholly unknown. A component can
help: as its output \`documents\` it registers, by the child's name and property, the object of which it makes the
text, and the rules read that for as long as the text is unknown; those on one resource wait for it until the whole
stack is there.

\`\`\`ts
const content = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn }] };
const policy = pulumi.jsonStringify(content);
new aws.iam.RolePolicy("worker", { role: role.name, policy }, { parent: this });
this.registerOutputs({ documents: { worker: { policy: content } } });
\`\`\``;

const closing = `## What it does not check

Classic load balancers (\`aws.elb\`), multi-tenant distributions, directory buckets, clusters on EC2 and what other
stacks own are out of its sight. Nothing asks AWS: what was changed by hand is \`pulumi refresh\`'s to find.
`;

export const pieces = { opening, use, closing };
