/** Entry of the policy pack: `pulumi preview --policy-pack policies`. Importing it starts the pack's server. */
import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";

new PolicyPack("harena", { policies: [...rules], enforcementLevel: "mandatory", provider: "aws" });
