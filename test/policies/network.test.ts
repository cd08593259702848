import { securityGroupOpenToWorld, tasksWithoutPublicAddress } from "../../policies/network";
import assert from "node:assert/strict";
import { assertCompliant, assertViolations, judge, UNKNOWN, type Props, type Resource } from "./support";

describe("tasks-without-public-address", () => {
  const places: readonly [string, (network: unknown) => Props][] = [
    ["aws:ecs/service:Service", (networkConfiguration) => ({ networkConfiguration })],
    ["aws:ecs/taskSet:TaskSet", (networkConfiguration) => ({ networkConfiguration })],
    [
      "aws:cloudwatch/eventTarget:EventTarget",
      (networkConfiguration) => ({ ecsTarget: { networkConfiguration } }),
    ],
    [
      "aws:scheduler/schedule:Schedule",
      (networkConfiguration) => ({ target: { ecsParameters: { networkConfiguration } } }),
    ],
  ];
  for (const [type, props] of places) {
    it(`holds for ${type}`, async () => {
      await assertCompliant(tasksWithoutPublicAddress, { type, props: props({ assignPublicIp: false }) });
      await assertCompliant(tasksWithoutPublicAddress, { type, props: props({ subnets: ["subnet-1"] }) });
      await assertCompliant(tasksWithoutPublicAddress, { type, props: {} });
      await assertViolations(tasksWithoutPublicAddress, { type, props: props({ assignPublicIp: true }) }, [
        "networkConfiguration.assignPublicIp is true",
      ]);
      const unknown = await judge(tasksWithoutPublicAddress, {
        type,
        props: props({ assignPublicIp: UNKNOWN }),
      });
      assert.deepEqual(unknown.messages, []);
      assert.match(unknown.undecided ?? "", /assignPublicIp can't be known/);
    });
  }

  it("does not apply to other types", async () => {
    const verdict = await judge(tasksWithoutPublicAddress, { type: "aws:ecs/cluster:Cluster", props: {} });
    assert.equal(verdict.applicable, false);
  });
});

describe("security-group-open-to-world", () => {
  interface Ingress {
    readonly from?: unknown;
    readonly to?: unknown;
    readonly protocol?: unknown;
    readonly v4?: unknown;
    readonly v6?: unknown;
  }
  const classic = ({ from, to, protocol, v4, v6 }: Ingress): Props => ({
    protocol,
    fromPort: from,
    toPort: to,
    ...(v4 !== undefined && { cidrBlocks: ["10.0.0.0/8", v4] }),
    ...(v6 !== undefined && { ipv6CidrBlocks: [v6] }),
  });
  const forms: Readonly<Record<string, (ingress: Ingress) => Resource>> = {
    "inline rules": (ingress) => ({
      type: "aws:ec2/securityGroup:SecurityGroup",
      props: { ingress: [classic(ingress)] },
    }),
    "a default group's rules": (ingress) => ({
      type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      props: { ingress: [classic(ingress)] },
    }),
    "a rule of its own": (ingress) => ({
      type: "aws:ec2/securityGroupRule:SecurityGroupRule",
      props: { type: "ingress", ...classic(ingress) },
    }),
    "an ingress rule": ({ from, to, protocol, v4, v6 }) => ({
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      props: { ipProtocol: protocol, fromPort: from, toPort: to, cidrIpv4: v4, cidrIpv6: v6 },
    }),
  };
  const https: Ingress = { from: 443, to: 443, protocol: "tcp", v4: "0.0.0.0/0" };
  const compliant: readonly [string, Ingress][] = [
    ["443", https],
    ["80", { ...https, from: 80, to: 80 }],
    ["443 by IPv6", { ...https, v4: undefined, v6: "::/0" }],
    ["443 by QUIC", { ...https, protocol: "udp" }],
    ["a protocol by number", { ...https, protocol: "6" }],
    ["all ports to a private range", { ...https, protocol: "-1", v4: "10.0.0.0/8" }],
    ["all ports to half the internet's smallest part", { ...https, protocol: "-1", v4: "8.0.0.0/10" }],
    ["another port to nobody by address", { from: 8000, to: 8000, protocol: "tcp" }],
  ];
  const open: readonly [string, Ingress, string][] = [
    ["79", { ...https, from: 79, to: 79 }, "port 79"],
    ["81", { ...https, from: 81, to: 81 }, "port 81"],
    ["442", { ...https, from: 442, to: 442 }, "port 442"],
    ["444", { ...https, from: 444, to: 444 }, "port 444"],
    ["443 and the next", { ...https, to: 444 }, "ports 443-444"],
    ["80 to 443", { ...https, from: 80 }, "ports 80-443"],
    ["a range the wrong way round", { ...https, to: 80 }, "ports 80-443"],
    ["every port", { ...https, from: 0, to: 65_535 }, "ports 0-65535"],
    ["no port named", { ...https, from: undefined, to: undefined }, "ports 0-65535"],
    ["every protocol", { ...https, protocol: "-1" }, "all ports and protocols"],
    ["every protocol, by name", { ...https, protocol: "all" }, "all ports and protocols"],
    ["no protocol named", { ...https, protocol: undefined }, "all ports and protocols"],
    ["ICMP of type 80", { ...https, protocol: "icmp", from: 80, to: 80 }, "protocol icmp"],
    ["SSH by IPv6", { from: 22, to: 22, protocol: "tcp", v6: "::/0" }, "admits ::/0 to port 22"],
    ["SSH by IPv6 spelt out", { from: 22, to: 22, protocol: "tcp", v6: "0:0:0:0:0:0:0:0/0" }, "port 22"],
  ];
  for (const [form, resource] of Object.entries(forms)) {
    describe(`in ${form}`, () => {
      for (const [what, ingress] of compliant) {
        it(`allows ${what}`, () => assertCompliant(securityGroupOpenToWorld, resource(ingress)));
      }
      for (const [what, ingress, part] of open) {
        it(`reports ${what}`, () => assertViolations(securityGroupOpenToWorld, resource(ingress), [part]));
      }
      it("reports both families of addresses", () =>
        assertViolations(securityGroupOpenToWorld, resource({ ...https, from: 22, v6: "::/0" }), [
          "0.0.0.0/0",
          "::/0",
        ]));
      it("lets a team name further ports", async () => {
        const subject = resource({ ...https, from: 8080, to: 8081 });
        await assertCompliant(securityGroupOpenToWorld, subject, { furtherPorts: [8080, 8081] });
        await assertViolations(securityGroupOpenToWorld, subject, ["80, 443, 8080 only"], {
          furtherPorts: [8080],
        });
      });
      it("needs no address for ports that are allowed anyway", () =>
        assertCompliant(securityGroupOpenToWorld, resource({ ...https, v4: UNKNOWN })));
      it("finds one family's address while the other's is unknown", async () => {
        const verdict = await judge(
          securityGroupOpenToWorld,
          resource({ ...https, from: 22, v4: UNKNOWN, v6: "::/0" }),
        );
        assert.equal(verdict.messages.length, 1);
        assert.ok(verdict.undecided);
      });
    });
  }

  it("finds one inline rule while another is unknown", async () => {
    const ingress = [UNKNOWN, classic({ ...https, to: UNKNOWN }), classic({ ...https, from: 22 })];
    const verdict = await judge(securityGroupOpenToWorld, {
      type: "aws:ec2/securityGroup:SecurityGroup",
      props: { ingress },
    });
    assert.equal(verdict.messages.length, 1);
    assert.match(verdict.messages[0], /^ingress\[2\]\.cidrBlocks admits/);
    assert.match(verdict.undecided ?? "", /ingress\.0/);
  });

  it("leaves egress alone", async () => {
    const props = { type: "egress", ...classic({ ...https, protocol: "-1" }) };
    await assertCompliant(securityGroupOpenToWorld, {
      type: "aws:ec2/securityGroupRule:SecurityGroupRule",
      props,
    });
    const egress = [classic({ ...https, protocol: "-1" })];
    await assertCompliant(securityGroupOpenToWorld, {
      type: "aws:ec2/securityGroup:SecurityGroup",
      props: { egress },
    });
  });
});
