/** What would let something travel in the clear. */
import { changed, drop, put, type Mutation } from "./mutation";

const LISTENER = "aws:lb/listener:Listener";
const listener = "load-balancer-listener-https";

export const mutations: readonly Mutation[] = [
  changed(
    "port 80 redirects for now",
    LISTENER,
    "api-http",
    put("HTTP_302", "defaultActions", 0, "redirect", "statusCode"),
    listener,
  ),
  changed("port 443 has AWS's default policy", LISTENER, "api-https", drop("sslPolicy"), listener),
  {
    what: "a rule forwards on port 80",
    expect: { "load-balancer-rule-https": "added" },
    change: (plan) => {
      const rule = plan.add({
        type: "aws:lb/listenerRule:ListenerRule",
        inputs: { actions: [{ type: "forward", targetGroupArn: "arn:aws:x" }] },
      });
      plan.refer(rule, "listenerArn", plan.get(LISTENER, "api-http"));
    },
  },
];
