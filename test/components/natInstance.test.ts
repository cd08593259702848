import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { imageParameter, isGraviton, natUserData } from "../../components/natInstance";

describe("the image of a NAT instance", () => {
  const graviton = [
    "t4g.nano",
    "a1.medium",
    "m6gd.large",
    "c7gn.16xlarge",
    "im4gn.large",
    "is4gen.medium",
    "g5g.xlarge",
    "x2gd.metal",
  ];
  const intel = [
    "t3.nano",
    "t3a.micro",
    "m7i-flex.large",
    "g4dn.xlarge",
    "g5.xlarge",
    "c6i.large",
    "u-6tb1.metal",
    "x2iedn.large",
  ];
  for (const type of graviton) {
    it(`is an ARM one for ${type}`, () => {
      assert.equal(isGraviton(type), true);
      assert.equal(
        imageParameter(type),
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
      );
    });
  }
  for (const type of intel) {
    it(`is an x86 one for ${type}`, () => {
      assert.equal(isGraviton(type), false);
      assert.equal(
        imageParameter(type),
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
      );
    });
  }
});

describe("the user data of a NAT instance", () => {
  const script = natUserData("10.20.0.0/16");

  it("is a bash script without faults of syntax", () => {
    assert.match(script, /^#!\/bin\/bash\nset -euo pipefail\n/);
    const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
    assert.equal(stderr, "");
    assert.equal(status, 0);
  });

  it("forwards, and translates what leaves the VPC, now and after a reboot", () => {
    const lines = script.split("\n");
    for (const line of [
      "cat >/etc/sysctl.d/90-nat.conf <<'EOF'",
      "net.ipv4.ip_forward = 1",
      "cat >/etc/sysconfig/iptables <<'EOF'",
      "-A POSTROUTING -s 10.20.0.0/16 ! -d 10.20.0.0/16 -j MASQUERADE",
      ":FORWARD DROP [0:0]",
      "-A FORWARD -s 10.20.0.0/16 -j ACCEPT",
      "-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
      "systemctl enable iptables",
      "systemctl restart iptables",
    ]) {
      assert.ok(lines.includes(line), `missing: ${line}`);
    }
  });

  it("fits into what EC2 takes", () => {
    assert.ok(Buffer.byteLength(script) < 16384);
  });
});
