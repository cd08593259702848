import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HELP } from "../../../tools/recover/args";
import { recover } from "../../../tools/recover/cli";
import { UserError } from "../../../tools/stackConfig";

const urn = (type: string, name: string): string => `urn:pulumi:dev::harena::${type}::${name}`;

const NAT = {
  type: "aws:ec2/natGateway:NatGateway",
  urn: urn("aws:ec2/natGateway:NatGateway", "network-nat-1"),
};
const ROLE = {
  type: "aws:iam/role:Role",
  urn: urn("aws:iam/role:Role", "api-role"),
  inputs: { name: "harena-dev-api" },
};
const ALARM = {
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  urn: urn("aws:cloudwatch/metricAlarm:MetricAlarm", "api-errors"),
  inputs: { name: "harena-dev-errors" },
};
const VPC = { type: "aws:ec2/vpc:Vpc", urn: urn("aws:ec2/vpc:Vpc", "network"), id: "vpc-1" };

const creating = (resource: object): object => ({ type: "creating", resource });

interface Told {
  readonly exitCode: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
  /** What Pulumi was asked, and the state that it was given. */
  readonly asked: readonly (readonly string[])[];
  readonly imported?: { readonly deployment: Readonly<Record<string, unknown>> };
}

describe("npm run recover", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "recover-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: harena\nruntime: nodejs\n");
    for (const stack of ["dev", "prod"]) writeFileSync(join(folder, `Pulumi.${stack}.yaml`), "config: {}\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function told(
    args: readonly string[],
    pending: readonly object[],
    resources: object[] = [VPC],
  ): Promise<Told> {
    const [out, err]: [string[], string[]] = [[], []];
    const asked: (readonly string[])[] = [];
    let imported: Told["imported"];
    const state = { version: 3, deployment: { manifest: {}, resources, pending_operations: pending } };
    const exitCode = await recover(
      args,
      {
        out: (line) => out.push(line),
        err: (line) => err.push(line),
        status: () => undefined,
        signal: new AbortController().signal,
      },
      {
        projectDir: folder,
        pulumi: (command) => {
          asked.push(command);
          if (command[1] === "import") {
            imported = JSON.parse(readFileSync(command.at(-1) ?? "", "utf8")) as Told["imported"];
          }
          return Promise.resolve(JSON.stringify(state));
        },
      },
    );
    return { exitCode, out, err, asked, ...(imported && { imported }) };
  }

  const misuse = (message: RegExp) => (fault: unknown) =>
    fault instanceof UserError && fault.exitCode === 2 && message.test(fault.message);

  it("says so when nothing was interrupted, and changes nothing", async () => {
    const { exitCode, out, asked } = await told(["dev"], []);
    assert.equal(exitCode, 0);
    assert.deepEqual(out, ["Nothing of dev was interrupted; there is nothing to recover."]);
    assert.deepEqual(asked, [["stack", "export", "--stack", "dev"]]);
  });

  it("adopts what has an id that follows from its name, forgets what is made again, and refreshes the former", async () => {
    const { exitCode, out, asked, imported } = await told(["dev"], [creating(ROLE), creating(ALARM)]);
    assert.equal(exitCode, 0);
    assert.deepEqual(out.slice(0, 2), [
      "  adopt   iam.Role api-role as harena-dev-api; dropped again if it does not exist",
      "  forget  cloudwatch.MetricAlarm api-errors: it is made again",
    ]);
    assert.equal(out.at(-1), "Done. Go on with: pulumi up --stack dev");
    assert.deepEqual(imported?.deployment, {
      manifest: {},
      resources: [VPC, { ...ROLE, id: "harena-dev-api" }],
      pending_operations: [],
    });
    assert.deepEqual(
      asked.slice(1).map(([command = ""]) => command),
      ["stack", "refresh"],
    );
    assert.deepEqual(asked.at(-1), [
      ...["refresh", "--yes", "--skip-preview", "--stack", "dev"],
      ...["--target", ROLE.urn],
    ]);
  });

  it("asks for ids that AWS has made up, and changes nothing until they are given", async () => {
    const { exitCode, out, err, asked } = await told(["dev"], [creating(NAT), creating(ROLE)]);
    assert.equal(exitCode, 1);
    assert.equal(out[0], "  ?       ec2.NatGateway network-nat-1");
    assert.equal(asked.length, 1);
    assert.ok(err.some((line) => line.includes("Key=Project,Values=harena Key=Stack,Values=dev")));
    assert.ok(err.some((line) => line.includes("npm run recover -- dev --adopt network-nat-1=ID")));
    assert.deepEqual(readdirSync(folder).includes(".recovery"), false);
  });

  it("takes the answers by name and by URN; an answer outdoes what follows from a name", async () => {
    const args = ["dev", "--adopt", `${NAT.urn}=nat-0=1`, "--forget", "api-role"];
    const { exitCode, asked, imported } = await told(args, [creating(NAT), creating(ROLE)]);
    assert.equal(exitCode, 0);
    assert.deepEqual(imported?.deployment.resources, [VPC, { ...NAT, id: "nat-0=1" }]);
    assert.deepEqual(asked.at(-1)?.slice(-2), ["--target", NAT.urn]);
  });

  it("refreshes nothing when nothing was adopted", async () => {
    const { asked, imported } = await told(["dev", "--forget", "network-nat-1"], [creating(NAT)]);
    assert.deepEqual(imported?.deployment.resources, [VPC]);
    assert.deepEqual(
      asked.map((command) => command[1]),
      ["export", "import"],
    );
  });

  it("leaves the predecessor of a replacement to be deleted", async () => {
    const before = { ...NAT, id: "nat-old" };
    const { imported } = await told(
      ["dev", "--adopt", "network-nat-1=nat-new"],
      [creating(NAT)],
      [VPC, before],
    );
    assert.deepEqual(imported?.deployment.resources, [
      VPC,
      { ...before, delete: true },
      { ...NAT, id: "nat-new" },
    ]);
  });

  it("drops interrupted updates and deletions: their resources are in the state", async () => {
    const pending = [
      { type: "updating", resource: VPC },
      { type: "deleting", resource: VPC },
    ];
    const { exitCode, imported } = await told(["dev"], pending);
    assert.equal(exitCode, 0);
    assert.deepEqual(imported?.deployment, { manifest: {}, resources: [VPC], pending_operations: [] });
  });

  it("keeps the state as it was, for its owner alone", async () => {
    await told(["dev"], [creating(ROLE)]);
    const kept = join(folder, ".recovery");
    const files = readdirSync(kept).sort();
    assert.deepEqual(
      files.map((file) => file.replace(/-\d.*Z/, "")),
      ["dev-after.json", "dev-before.json"],
    );
    const before = join(kept, files.find((file) => file.endsWith("-before.json")) ?? "");
    assert.deepEqual(JSON.parse(readFileSync(before, "utf8")), {
      version: 3,
      deployment: { manifest: {}, resources: [VPC], pending_operations: [creating(ROLE)] },
    });
    assert.equal(statSync(kept).mode & 0o777, 0o700);
    for (const file of files) assert.equal(statSync(join(kept, file)).mode & 0o777, 0o600);
  });

  it("only says what it would do with --dry-run", async () => {
    const { exitCode, out, asked } = await told(["dev", "--dry-run"], [creating(ROLE)]);
    assert.equal(exitCode, 0);
    assert.equal(out.length, 1);
    assert.equal(asked.length, 1);
  });

  it("helps, and refuses what it cannot understand", async () => {
    assert.deepEqual(await told(["--help"], []), { exitCode: 0, out: [HELP], err: [], asked: [] });
    await assert.rejects(told([], []), misuse(/^Which stack\? One of: dev, prod; see --help$/));
    await assert.rejects(told(["dev", "prod"], []), misuse(/^Which stack\?/));
    await assert.rejects(told(["dev", "--adopt", "x"], []), misuse(/takes NAME=ID.*got "x"/));
    await assert.rejects(told(["dev", "--adopt", "x="], []), misuse(/got "x="/));
    await assert.rejects(told(["dev", "--addopt", "x=1"], []), misuse(/^Unknown option '--addopt'/));
  });

  it("refuses answers about what was not interrupted, or may mean several", async () => {
    await assert.rejects(
      told(["dev", "--forget", "nat"], [creating(NAT)]),
      misuse(/^No interrupted creation is called "nat"; there are: network-nat-1$/),
    );
    await assert.rejects(told(["dev", "--adopt", "nat=1"], []), misuse(/there are: none$/));
    const other = { ...NAT, urn: urn("aws:ec2/eip:Eip", "network-nat-1") };
    await assert.rejects(
      told(["dev", "--forget", "network-nat-1"], [creating(NAT), creating(other)]),
      misuse(/^Several interrupted creations are called "network-nat-1"; name one by its URN: urn:.*, urn:/),
    );
  });
});
