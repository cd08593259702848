/** What a preview decides by a component's word of the objects behind its children's texts. */
import assert from "node:assert/strict";
import { packOf } from "../../policies/pack";
import { rules, type Rule } from "../../policies/rules";
import { judge, judgeStack, UNKNOWN, type Props, type Resource, type Verdict } from "./support";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
/** The rule as the pack has it. */
function ruleOf(name: string, list: readonly Rule[] = packOf(rules).rules): Rule {
  const found = list.find((rule) => rule.name === name);
  assert.ok(found, name);
  return found;
}

const COMPONENT = "urn:pulumi:dev::test::my:app:Service::app";
const CLEAR = "container-environment-secrets";

const task = (definitions: unknown): Resource => ({
  type: TASK,
  name: "app-task",
  props: { family: "app", containerDefinitions: definitions },
  parent: COMPONENT,
});
const component = (documents?: Props): Resource => ({
  type: "my:app:Service",
  name: "app",
  urn: COMPONENT,
  props: documents ? { documents } : {},
});
const saying = (...environment: Props[]): Resource =>
  component({ "app-task": { containerDefinitions: [{ name: "app", image: UNKNOWN, environment }] } });

const PASSWORD = { name: "DB_PASSWORD", value: "correct-horse" };
const HARMLESS = { name: "PORT", value: "8000" };

/** A rule's two looks, of the pack as the engine has it: at the resource by itself, then at the stack. */
async function looks(
  name: string,
  one: Resource,
  mother: Resource,
  list: readonly object[] = [],
): Promise<{ readonly first: Verdict; readonly second: Verdict }> {
  const pack = packOf(rules).rules;
  const rule = ruleOf(name, pack);
  await judge(pack[0], one, { list });
  const first = await judge(rule, one);
  const [second] = await judgeStack([rule], [mother, one]);
  return { first, second };
}

describe("a component's documents", () => {
  it("decide what a preview could not, at the resource itself", async () => {
    const { first, second } = await looks(CLEAR, task(UNKNOWN), saying(HARMLESS, PASSWORD));
    assert.deepEqual(first.messages, []);
    assert.equal(first.undecided, undefined);
    assert.deepEqual(second.messages, [
      'containerDefinitions[0] (app): environment variable "DB_PASSWORD" is a secret by its name; give it under secrets, by ARN.',
    ]);
    assert.deepEqual(second.urns, [`urn:pulumi:dev::test::${TASK}::app-task`]);
    assert.equal(second.undecided, undefined);
  });

  it("decide that there is nothing", async () => {
    const { second } = await looks(CLEAR, task(UNKNOWN), saying(HARMLESS));
    assert.deepEqual([second.messages, second.undecided], [[], undefined]);
  });

  it("leave undecided what is unknown in them, and hide nothing by it", async () => {
    const bucket = { name: "BUCKET", value: UNKNOWN };
    const found = await looks(CLEAR, task(UNKNOWN), saying(bucket, PASSWORD));
    assert.equal(found.second.messages.length, 1);
    assert.match(found.second.undecided ?? "", /\.value can't be known during preview/);
  });

  it("leave a rule undecided where there are none", async () => {
    for (const mother of [component(), component({ other: { containerDefinitions: [] } })]) {
      const { first, second } = await looks(CLEAR, task(UNKNOWN), mother);
      assert.equal(first.undecided, undefined);
      assert.deepEqual(second.messages, []);
      assert.match(second.undecided ?? "", /containerDefinitions can't be known during preview/);
    }
  });

  it("have no say once the text is there", async () => {
    const text = JSON.stringify([{ name: "app", environment: [PASSWORD] }]);
    const { first, second } = await looks(CLEAR, task(text), saying(HARMLESS));
    assert.equal(first.messages.length, 1);
    assert.deepEqual([second.messages, second.undecided], [[], undefined]);
  });

  it("repeat nothing that the first look found", async () => {
    const role: Resource = {
      type: "aws:iam/role:Role",
      name: "app-role",
      props: {
        inlinePolicies: [
          { policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }) },
          { policy: UNKNOWN },
        ],
      },
      parent: COMPONENT,
    };
    const mother = component({ "app-role": { assumeRolePolicy: {} } });
    const { first, second } = await looks("iam-no-admin", role, mother);
    assert.equal(first.messages.length, 1);
    assert.deepEqual(second.messages, []);
    assert.match(second.undecided ?? "", /policy can't be known/);
  });

  it("are read by rules on the whole stack, too", async () => {
    const rule = ruleOf("container-logs");
    const mother = component({ "app-task": { containerDefinitions: [{ name: "app" }] } });
    const [second] = await judgeStack([rule], [mother, task(UNKNOWN)]);
    assert.deepEqual(second.messages, [
      "containerDefinitions[0] (app) has no logConfiguration; use awslogs or awsfirelens.",
    ]);
    assert.equal(second.undecided, undefined);
  });

  it("meet exemptions as everything does", async () => {
    const exemption = { policy: "container-init-process", resource: "app-task", reason: "For the test." };
    const without = await looks("container-init-process", task(UNKNOWN), saying());
    assert.equal(without.second.messages.length, 1);
    const { second } = await looks("container-init-process", task(UNKNOWN), saying(), [exemption]);
    assert.deepEqual(second.messages, []);
  });

  it("are forgotten when the next preview begins", async () => {
    const rule = ruleOf(CLEAR);
    await judge(rule, task(UNKNOWN));
    const stack = [saying(PASSWORD), task(UNKNOWN)];
    const [first] = await judgeStack([rule], stack);
    const [again] = await judgeStack([rule], stack);
    assert.equal(first.messages.length, 1);
    assert.deepEqual([again.messages, again.undecided], [[], undefined]);
  });
});
