import assert from "node:assert/strict";
import { knownStacks, projectName, readStackConfig, UserError } from "../../tools/stackConfig";
import { folderOf, removeFolders } from "../components/siteFixture";

const PROJECT = "name: harena\nruntime: nodejs\n";

afterEach(removeFolders);

function read(stackFile: string, project = PROJECT): ReturnType<typeof readStackConfig> {
  return readStackConfig(folderOf({ "Pulumi.yaml": project, "Pulumi.dev.yaml": stackFile }), "dev");
}

/** The refusal's text and exit code, without the folder's name. */
function refusal(
  files: Readonly<Record<string, string>>,
  stack: string,
): { message: string; exitCode: number } {
  const folder = folderOf(files);
  try {
    readStackConfig(folder, stack);
  } catch (fault) {
    assert.ok(fault instanceof UserError, String(fault));
    return { message: fault.message.replaceAll(folder, "DIR"), exitCode: fault.exitCode };
  }
  return assert.fail("nothing was refused");
}

describe("a stack's config", () => {
  it("holds what a program would be handed", () => {
    const projectDir = folderOf({
      "Pulumi.yaml": PROJECT,
      "Pulumi.dev.yaml": "config:\n  aws:region: eu-west-1\n  harena:domain: dev.example.com\n",
    });
    assert.deepEqual(readStackConfig(projectDir, "dev"), {
      project: "harena",
      stack: "dev",
      projectDir,
      config: { "aws:region": "eu-west-1", "harena:domain": "dev.example.com" },
      secretKeys: [],
      encrypted: [],
    });
  });

  it("gives structured values as JSON and plain ones as they are written", () => {
    const { config } = read(`config:
  harena:services: { user_service: { cpu: 512 } }
  harena:list: [a, 2]
  harena:sleep: false
  harena:budget: 36.50
  harena:account: 012345678901
  harena:quoted: "0123"
  harena:folded: >-
    two
    lines
  harena:empty:
`);
    assert.deepEqual(config, {
      "harena:services": '{"user_service":{"cpu":512}}',
      "harena:list": '["a",2]',
      "harena:sleep": "false",
      "harena:budget": "36.50",
      "harena:account": "012345678901",
      "harena:quoted": "0123",
      "harena:folded": "two lines",
      "harena:empty": "",
    });
  });

  it("takes a key without a namespace for the project's", () => {
    assert.deepEqual(read("config:\n  domain: a.com\n").config, { "harena:domain": "a.com" });
  });

  it("knows encrypted values, at any depth, and has no value for them", () => {
    const { config, secretKeys, encrypted } = read(`encryptionsalt: v1:abc
config:
  harena:DATABASE_URL: { secure: AAAB }
  harena:nested: { a: { b: [1, { secure: AAAC }] } }
  harena:plain: { secure: x, other: y }
`);
    assert.deepEqual(config, { "harena:plain": '{"secure":"x","other":"y"}' });
    assert.deepEqual(secretKeys, ["harena:DATABASE_URL", "harena:nested"]);
    assert.deepEqual(encrypted, ["harena:DATABASE_URL", "harena:nested"]);
  });

  it("begins with what the project gives to every stack", () => {
    const project = `${PROJECT}config:
  aws:region: { value: eu-west-1 }
  aws:profile: team
  vpcCidr: { type: string, default: 10.0.0.0/16 }
  architecture: { type: string, default: arm64 }
  domain: { type: string, description: no default }
`;
    assert.deepEqual(read("config:\n  harena:architecture: x86_64\n", project).config, {
      "aws:region": "eu-west-1",
      "aws:profile": "team",
      "harena:vpcCidr": "10.0.0.0/16",
      "harena:architecture": "x86_64",
    });
  });

  it("may be empty", () => {
    assert.deepEqual(read("").config, {});
    assert.deepEqual(read("config:\n").config, {});
  });

  it("may lie in the folder that the project names", () => {
    const folder = folderOf({
      "Pulumi.yaml": `${PROJECT}stackConfigDir: environments\n`,
      "environments/Pulumi.qa.yml": "config: { harena:domain: qa.example.com }",
    });
    assert.deepEqual(knownStacks(folder), ["qa"]);
    assert.deepEqual(readStackConfig(folder, "qa").config, { "harena:domain": "qa.example.com" });
  });
});

describe("a stack that cannot be read", () => {
  const files = {
    "Pulumi.yaml": PROJECT,
    "Pulumi.dev.yaml": "",
    "Pulumi.prod.yaml": "",
    "Pulumi.pr-12.yaml": "",
  };

  it("is told with the stacks that there are, and the nearest of them", () => {
    assert.deepEqual(knownStacks(folderOf(files)), ["dev", "pr-12", "prod"]);
    assert.deepEqual(refusal(files, "prd"), {
      message: 'There is no stack "prd", only: dev, pr-12, prod. Did you mean prod?',
      exitCode: 2,
    });
    assert.equal(refusal(files, "staging").message, 'There is no stack "staging", only: dev, pr-12, prod.');
  });

  it("is told how to make the first one", () => {
    assert.deepEqual(refusal({ "Pulumi.yaml": PROJECT }, "dev"), {
      message: "There is no stack yet; make one with: pulumi stack init dev",
      exitCode: 2,
    });
  });

  it("is never a file elsewhere", () => {
    assert.match(refusal(files, "../secret").message, /^There is no stack "\.\.\/secret"/);
  });

  it("is told where no project is", () => {
    assert.deepEqual(refusal({}, "dev"), {
      message: "DIR is no Pulumi project: it has no Pulumi.yaml",
      exitCode: 1,
    });
  });

  it("is told what is wrong with the YAML", () => {
    const broken = refusal({ ...files, "Pulumi.dev.yaml": "config:\n  a: [1\n" }, "dev");
    assert.match(broken.message, /^DIR\/Pulumi\.dev\.yaml is not valid YAML: .* at line 3/);
    assert.equal(broken.exitCode, 1);
    assert.equal(
      refusal({ ...files, "Pulumi.dev.yaml": "- a\n" }, "dev").message,
      "DIR/Pulumi.dev.yaml holds no mapping",
    );
  });

  it("is told when the project has no name", () => {
    const nameless = { ...files, "Pulumi.yaml": "runtime: nodejs\n" };
    assert.equal(refusal(nameless, "dev").message, "DIR/Pulumi.yaml has no project name");
    assert.equal(projectName(folderOf(files)), "harena");
  });
});
