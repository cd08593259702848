import assert from "node:assert/strict";
import {
  contains,
  formatCidr,
  MAX_ZONES,
  parseCidr,
  sizeOf,
  subnetCidrs,
  vpcCidrProblem,
  type Cidr,
} from "../../components/cidrs";

function parsed(text: string): Cidr {
  const cidr = parseCidr(text);
  assert.ok(cidr, `not a CIDR block: ${text}`);
  return cidr;
}

function blocksOf(vpc: string, zones: number): Cidr[] {
  return subnetCidrs(vpc, zones).flatMap((zone) => [parsed(zone.private), parsed(zone.public)]);
}

const VPCS = [16, 17, 18, 19, 20, 21, 22, 23, 24].flatMap((prefix) => [
  `10.0.0.0/${prefix}`,
  `10.255.0.0/${prefix}`,
  `172.31.0.0/${prefix}`,
  `192.168.0.0/${prefix}`,
]);

describe("CIDR blocks", () => {
  it("are read and written", () => {
    assert.deepEqual(parseCidr("10.1.2.3/24"), { base: 10 * 2 ** 24 + 2 ** 16 + 2 * 2 ** 8 + 3, prefix: 24 });
    for (const text of ["0.0.0.0/0", "10.0.0.0/16", "192.168.255.255/32", "255.255.255.255/32"]) {
      assert.equal(formatCidr(parsed(text)), text);
    }
  });

  for (const text of [
    "",
    "banana",
    "10.0.0.0",
    "10.0.0/16",
    "10.0.0.256/16",
    "10.0.0.0/33",
    "::/0",
    " 10.0.0.0/16",
  ]) {
    it(`refuses "${text}"`, () => {
      assert.equal(parseCidr(text), undefined);
    });
  }

  it("know what they contain, up to both ends", () => {
    const outer = parsed("10.0.0.0/16");
    assert.equal(contains(outer, outer), true);
    assert.equal(contains(outer, parsed("10.0.0.0/24")), true);
    assert.equal(contains(outer, parsed("10.0.255.0/24")), true);
    assert.equal(contains(outer, parsed("10.1.0.0/24")), false);
    assert.equal(contains(outer, parsed("9.255.255.0/24")), false);
    assert.equal(contains(outer, parsed("10.0.0.0/15")), false);
  });
});

describe("the subnets of a VPC", () => {
  it("are halves of a quarter for each zone", () => {
    assert.deepEqual(subnetCidrs("10.0.0.0/16", 2), [
      { private: "10.0.0.0/19", public: "10.0.32.0/19" },
      { private: "10.0.64.0/19", public: "10.0.96.0/19" },
    ]);
    assert.deepEqual(subnetCidrs("192.168.7.0/24", 4), [
      { private: "192.168.7.0/27", public: "192.168.7.32/27" },
      { private: "192.168.7.64/27", public: "192.168.7.96/27" },
      { private: "192.168.7.128/27", public: "192.168.7.160/27" },
      { private: "192.168.7.192/27", public: "192.168.7.224/27" },
    ]);
  });

  it("fill the VPC with four zones, each on a boundary of its own, none over another", () => {
    for (const vpc of VPCS) {
      const blocks = blocksOf(vpc, MAX_ZONES).sort((one, other) => one.base - other.base);
      for (const [index, block] of blocks.entries()) {
        assert.ok(contains(parsed(vpc), block), `${formatCidr(block)} is outside ${vpc}`);
        assert.equal(block.base % sizeOf(block), 0, `${formatCidr(block)} begins off its boundary`);
        const end = block.base + sizeOf(block);
        const next = blocks[index + 1]?.base ?? parsed(vpc).base + sizeOf(parsed(vpc));
        assert.equal(end, next, `${formatCidr(block)} of ${vpc} overlaps the next block or leaves a gap`);
      }
    }
  });

  it("stay where they are when a zone is added", () => {
    for (const vpc of VPCS) {
      for (const zones of [2, 3]) {
        assert.deepEqual(subnetCidrs(vpc, zones + 1).slice(0, zones), subnetCidrs(vpc, zones));
      }
    }
  });

  it("need a block", () => {
    assert.throws(() => subnetCidrs("banana", 2), new RangeError("not an IPv4 CIDR block: banana"));
  });
});

describe("the block of a VPC", () => {
  for (const text of [...VPCS, "172.16.0.0/16", "100.64.0.0/16", "100.127.0.0/16", "192.168.255.0/24"]) {
    it(`may be ${text}`, () => {
      assert.equal(vpcCidrProblem(text), undefined);
    });
  }

  const problems: Record<string, string> = {
    banana: '"banana" is not an IPv4 CIDR block; write one such as "10.0.0.0/16"',
    "10.0.0.0/15":
      '"10.0.0.0/15" has a /15 prefix; allowed: /16, the largest VPC, to /24, below which the subnets of 4 zones have no room',
    "10.0.0.0/25":
      '"10.0.0.0/25" has a /25 prefix; allowed: /16, the largest VPC, to /24, below which the subnets of 4 zones have no room',
    "10.0.5.0/16": '"10.0.5.0/16" is not the first address of its block; did you mean "10.0.0.0/16"?',
  };
  const toPublic =
    " belongs to the public internet, whose hosts there would be out of reach; choose a block within " +
    "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10";
  for (const text of [
    "8.8.0.0/16",
    "11.0.0.0/16",
    "172.32.0.0/16",
    "172.15.0.0/16",
    "192.169.0.0/16",
    "100.128.0.0/16",
  ]) {
    problems[text] = `"${text}"${toPublic}`;
  }
  for (const [text, problem] of Object.entries(problems)) {
    it(`may not be ${text}`, () => {
      assert.equal(vpcCidrProblem(text), problem);
    });
  }
});
