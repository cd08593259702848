/** Machines give their credentials to nobody who merely asks. */
import { forTypes } from "../lib/findings";
import { at, shown } from "../lib/reading";
import { defineRule } from "../lib/rule";

const INSTANCE = "aws:ec2/instance:Instance";
const TYPES = [
  INSTANCE,
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
];

export const instanceMetadataTokens = defineRule({
  name: "instance-metadata-tokens",
  description: "Instances give their metadata to requests with a token only.",
  why: "Without tokens, one request that an application can be tricked into hands over the instance's credentials.",
  level: "advisory",
  severity: "high",
  tags: ["operations", "ec2", "iam"],
  controls: { fsbp: ["EC2.8"], cis: ["5.6"], checkov: ["CKV_AWS_79"], cdkNag: ["EC2IMDSv2Enabled"] },
  fix: "Set metadataOptions.httpTokens to required, and httpPutResponseHopLimit to 1.",
  url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
  examples: {
    fails: [{ type: INSTANCE, name: "nat", props: { instanceType: "t4g.nano" } }],
    passes: [{ type: INSTANCE, name: "nat", props: { metadataOptions: { httpTokens: "required" } } }],
  },
  validateResource: forTypes(TYPES, (props, findings) => {
    const options = at(props, "metadataOptions");
    const tokens = at(options, "httpTokens");
    if (tokens === "required" || at(options, "httpEndpoint") === "disabled") return;
    findings.violation(`metadataOptions.httpTokens is ${shown(tokens)}; set it to required.`);
  }),
});
