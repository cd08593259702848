import assert from "node:assert/strict";
import { Ledger } from "../../policies/lib/exemptions";
import { ref } from "../../policies/lib/rule";
import { packOf, type Pack } from "../../policies/pack";
import { rules } from "../../policies/rules";
import { asResources, judge, UNKNOWN, type Resource } from "./support";

const noon = (day: string) => (): Date => new Date(`${day}T12:00:00Z`);

/** A public load balancer without a web ACL, which breaks one advisory rule on the stack. */
const [balancer] = asResources([
  {
    type: "aws:lb/loadBalancer:LoadBalancer",
    name: "api",
    props: { loadBalancerType: "application", internal: false, dropInvalidHeaderFields: false },
  },
]);
const GOOD = { policy: "public-entry-web-acl", resource: "api", reason: "For the test." };

interface Told {
  readonly violations: readonly string[];
  readonly pack: Pack;
}

/** What two rules, and those that watch over exemptions, find; in the engine's order. */
async function told(list: readonly object[], more: object = {}, day = "2026-11-23"): Promise<Told> {
  const judged = ["public-entry-web-acl", "load-balancer-headers"];
  const pack = packOf(rules, noon(day));
  const active = pack.rules.filter(({ name }) => name.startsWith("exemptions") || judged.includes(name));
  const config = { list, ...more };
  const violations: string[] = [];
  for (const rule of active) {
    const { validateStack, ...resourceRule } = rule as typeof rule & { validateStack?: unknown };
    if (!("validateResource" in resourceRule)) continue;
    const verdict = await judge(resourceRule, balancer, rule.name === "exemptions" ? config : {});
    assert.ok(validateStack === undefined || rule.name === "exemptions");
    violations.push(...verdict.messages.map((message) => `${rule.name}: ${message}`));
  }
  for (const rule of active) {
    if (!("validateStack" in rule)) continue;
    const verdict = await judge(rule, [balancer], rule.name === "exemptions" ? config : {});
    violations.push(...verdict.messages.map((message) => `${rule.name}: ${message}`));
  }
  return { violations, pack };
}

const names = ({ violations }: Told): string[] => violations.map((one) => one.split(":")[0]);

describe("exemptions", () => {
  const other = "load-balancer-headers";

  it("are none without any", async () => {
    assert.deepEqual(names(await told([])), [other, "public-entry-web-acl"]);
  });

  for (const [how, resource] of [
    ["its name", "api"],
    ["its type and name", "aws:lb/loadBalancer:LoadBalancer::api"],
    ["every resource of its type", "aws:lb/loadBalancer:LoadBalancer::*"],
    ["its URN", balancer.urn],
  ] as const) {
    it(`hide one rule's violation at a resource by ${how}`, async () => {
      const result = await told([{ ...GOOD, resource }]);
      assert.deepEqual(names(result), [other]);
      assert.deepEqual([...result.pack.ledger.inForce().values()], [1]);
    });
  }

  const faulty: readonly [string, object, RegExp][] = [
    ["without a reason", { ...GOOD, reason: " " }, /has no reason/],
    ["of no rule", { ...GOOD, policy: "public-entry" }, /names no rule/],
    ["that has expired", { ...GOOD, expires: "2026-11-22" }, /expired on 2026-11-22/],
    ["that expires on no day", { ...GOOD, expires: "2027-02-30" }, /no date/],
    ["that expires some day", { ...GOOD, expires: "soon" }, /no date/],
  ];
  for (const [what, exemption, message] of faulty) {
    it(`hide nothing ${what}, and are violations`, async () => {
      const result = await told([exemption]);
      assert.deepEqual(names(result), [other, "exemptions", "public-entry-web-acl"]);
      assert.match(result.violations[1], message);
    });
  }

  it("hold to the end of their last day, in UTC", async () => {
    const exemption = { ...GOOD, expires: "2026-11-23" };
    assert.deepEqual(names(await told([exemption], {}, "2026-11-23")), [other]);
    assert.deepEqual(names(await told([exemption], {}, "2026-11-24")).length, 3);
    const ledger = new Ledger(new Map([["a-rule", "advisory"]]), () => new Date("2026-11-23T23:59:59.999Z"));
    ledger.configure({ list: [{ policy: "a-rule", resource: "x", reason: "y", expires: "2026-11-23" }] });
    assert.ok(ledger.exempts("a-rule", "urn:pulumi:dev::p::t::x"));
  });

  it("are of mandatory rules only where the config names these", async () => {
    const mandatory = { ...GOOD, policy: other };
    const refused = await told([mandatory]);
    assert.deepEqual(names(refused), [other, "exemptions", "public-entry-web-acl"]);
    assert.match(refused.violations[1], /mandatory/);
    assert.deepEqual(names(await told([mandatory], { mandatory: [other] })), ["public-entry-web-acl"]);
  });

  it("are told when nothing needs them", async () => {
    const unused = await told([GOOD, { ...GOOD, resource: "old-api" }]);
    assert.deepEqual(names(unused), [other, "exemptions-unused"]);
    assert.match(unused.violations[1], /public-entry-web-acl at old-api hides nothing/);
  });

  it("hold in the stacks that they name, and are no matter elsewhere", async () => {
    assert.deepEqual(names(await told([{ ...GOOD, stacks: ["dev", "prod"] }])), [other]);
    assert.deepEqual(names(await told([{ ...GOOD, stacks: ["elsewhere"] }])), [
      other,
      "public-entry-web-acl",
    ]);
  });

  it("are not called unused while their rule is undecided", async () => {
    const pack = packOf(rules, noon("2026-11-23"));
    const find = (name: string) => pack.rules.find((one) => one.name === name);
    const [rule, closing] = [find("public-entry-web-acl"), find("exemptions-unused")];
    assert.ok(rule && closing);
    pack.ledger.configure({ list: [GOOD] });
    const guard: Resource = {
      type: "aws:wafv2/webAclAssociation:WebAclAssociation",
      props: { resourceArn: UNKNOWN },
    };
    assert.ok((await judge(rule, [balancer, guard])).undecided);
    assert.deepEqual((await judge(closing, [balancer])).messages, []);
  });

  it("begin anew with each config", () => {
    const ledger = new Ledger(new Map([["a-rule", "advisory"]]));
    const config = { list: [{ policy: "a-rule", resource: "x", reason: "y" }] };
    ledger.configure(config);
    assert.ok(ledger.exempts("a-rule", "urn:pulumi:dev::p::t::x"));
    ledger.configure(config);
    assert.equal(ledger.inForce().size, 1);
    ledger.configure({ list: [...config.list] });
    assert.equal(ledger.inForce().size, 0);
  });
});

describe("an example's reference", () => {
  it("is a value of the other resource", () => {
    const [one, two] = asResources([
      { type: "a:b/c:C", name: "one", props: { bucket: "files" } },
      { type: "a:b/d:D", name: "two", props: { bucket: ref("one", "bucket"), key: ref("one", "arn") } },
    ]);
    assert.equal(two.props.bucket, "files");
    assert.equal(two.props.key, one.props.arn);
  });
});
