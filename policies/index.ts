/** Entry of the policy pack: `pulumi preview --policy-pack policies`. Importing it starts the pack's server. */
import { PolicyPack } from "@pulumi/policy";
import * as deserializer from "@pulumi/policy/deserialize";
import { listenForSecrets } from "./lib/secretMarks";
import { packOf } from "./pack";
import { rules } from "./rules";

listenForSecrets(deserializer);

new PolicyPack("harena", {
  policies: [...packOf(rules).rules],
  enforcementLevel: "mandatory",
  displayName: "HTTPS, secrets and closed doors",
  provider: "aws",
});
