/** The steps that change a stack: what somebody does, and exactly what may come of it. */
import { hostnameOf } from "../../stacks/catalogueRules";
import { NAMESPACE } from "../../stacks/problems";
import { built, callerOf, editable, found, model, rotatable } from "./chosen";
import { ADDED_SERVICE, addService, editSource, hashedFile, rebuildFrontend, removeService } from "./edits";
import type { Expectation, Pattern } from "./expectation";
import type { Prepared, Step } from "./step";

const IMAGE = "docker:index/image:Image";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

const EARLIER_TAG = "v0-rehearsal";

const NO_SOURCE = "no service is built from a checkout with a folder of its own";

export const exactly = (...changes: readonly Pattern[]): Prepared => ({
  expected: { kind: "exactly", changes },
});
export const only = (...kinds: Extract<Expectation, { kind: "only" }>["kinds"]): Prepared => ({
  expected: { kind: "only", kinds },
});

/** A service whose tasks are deployed anew. */
function deployed(hostname: string): Pattern[] {
  return [
    { kind: "replaced", type: TASK, name: `${hostname}-task` },
    { kind: "updated", type: SERVICE, name: `${hostname}-service` },
  ];
}

export const changes: readonly Step[] = [
  {
    name: "source",
    title: "one service's source changed",
    operation: "up",
    needs: ["up"],
    impossible: ({ environment, copy }) => (editable(environment, copy) ? undefined : NO_SOURCE),
    prepare: ({ environment, copy }) => {
      const { name, hostname } = found(editable(environment, copy));
      editSource(copy, name);
      const image = { kind: ["updated", "replaced"], type: IMAGE, name: `${hostname}-image` } as const;
      return exactly(image, ...deployed(hostname));
    },
  },
  {
    name: "secret",
    title: "one secret rotated",
    operation: "up",
    needs: ["up"],
    impossible: ({ environment }) =>
      rotatable(environment) ? undefined : "no secret has its value from the stack's config",
    prepare: async ({ environment, copy, stack }) => {
      const { name, readers } = found(rotatable(environment));
      const key = `${NAMESPACE}:${name}`;
      await stack.setSecrets({ [key]: `${copy.secrets[key] ?? ""}-rotated` });
      const version = { kind: ["replaced", "updated"], type: VERSION, name: `${name}-version` } as const;
      return exactly(version, ...readers.flatMap(({ hostname }) => deployed(hostname)));
    },
  },
  {
    name: "frontend",
    title: "one front-end file changed",
    operation: "up",
    needs: ["up"],
    impossible: ({ copy }) =>
      hashedFile(copy.dist) ? undefined : "no page of the front end names a script with a hash in its name",
    prepare: ({ copy }) => {
      const { removed, added, pages } = rebuildFrontend(copy.dist);
      const object = (kind: Pattern["kind"], path: string): Pattern => ({
        kind,
        type: OBJECT,
        name: `frontend-${path}`,
      });
      const upload = object("created", added);
      const updates = pages.map((page) => object("updated", page));
      return {
        ...exactly(upload, object("deleted", removed), ...updates),
        order: updates.map((page) => [upload, page] as const),
      };
    },
  },
  {
    name: "pin",
    title: "a service rolled back to an earlier image's tag",
    operation: "up",
    needs: ["up"],
    impossible: ({ environment }) => (built(environment).length > 0 ? undefined : "every service is pinned"),
    prepare: async ({ environment, stack, cloud, copy }) => {
      const { name, hostname } = found(built(environment).at(-1));
      await cloud.pushTag(repositoryOf(stack.state().resources, hostname), EARLIER_TAG);
      const key = `${NAMESPACE}:imageTags`;
      const pinned = JSON.parse(copy.config[key] ?? "{}") as Record<string, string>;
      stack.setConfig({ [key]: JSON.stringify({ ...pinned, [name]: EARLIER_TAG }) });
      // The provider's delete forgets the image and deletes nothing.
      const image = { kind: "deleted", type: IMAGE, name: `${hostname}-image` } as const;
      return { ...exactly(image, ...deployed(hostname)), unmade: [IMAGE] };
    },
  },
  {
    name: "alarms",
    title: "alarms' e-mail address and budget changed",
    operation: "up",
    needs: ["up"],
    prepare: ({ stack, copy }) => {
      const before = Number(copy.config[`${NAMESPACE}:monthlyBudget`] ?? 0);
      stack.setConfig({
        [`${NAMESPACE}:alarmEmail`]: "rehearsal@example.com",
        [`${NAMESPACE}:monthlyBudget`]: String(before + 10),
      });
      return exactly(
        {
          kind: ["created", "updated", "replaced"],
          type: "aws:sns/topicSubscription:TopicSubscription",
          name: "alarms-email",
        },
        { kind: ["created", "updated"], type: "aws:budgets/budget:Budget", name: "budget-budget" },
      );
    },
  },
];

export const serviceAdded: Step = {
  name: "service-added",
  title: "a catalogue entry added, and called by another",
  operation: "up",
  needs: ["up"],
  impossible: ({ copy, environment }) =>
    model(copy.app, environment) ? undefined : "no service lies in a folder of its own",
  prepare: ({ copy, environment }) => {
    const caller = callerOf(environment);
    addService(copy, found(model(copy.app, environment)), caller.name);
    return exactly(...addedService(caller.hostname, "created"));
  },
};

export function serviceRemoved(needs: readonly string[]): Step {
  return {
    name: "service-removed",
    title: "the catalogue entry removed",
    operation: "up",
    needs,
    prepare: ({ copy, environment }) => {
      removeService(copy);
      return exactly(...addedService(callerOf(environment).hostname, "deleted"));
    },
  };
}

export const rollback: readonly Step[] = [
  {
    name: "rollback",
    title: "a deployment that ECS rolls back",
    operation: "up",
    needs: ["up"],
    fails: /rolled back/i,
    impossible: ({ environment, copy, outcomes }) => {
      const service = editable(environment, copy);
      if (!service) return NO_SOURCE;
      const pinned = outcomes.has("pin") && service === built(environment).at(-1);
      return pinned ? "the only service that could be changed is pinned by now" : undefined;
    },
    prepare: async ({ environment, copy, cloud }) => {
      const { name, hostname } = found(editable(environment, copy));
      editSource(copy, name);
      await cloud.inject([
        { kind: "rollback", operation: "update", type: SERVICE, name: `${hostname}-service` },
      ]);
      const image = { kind: ["updated", "replaced"], type: IMAGE, name: `${hostname}-image` } as const;
      return exactly(image, ...deployed(hostname));
    },
  },
  {
    name: "retry",
    title: "the same again, with nothing in its way",
    operation: "up",
    needs: ["rollback"],
    prepare: async ({ environment, copy, cloud }) => {
      await cloud.inject([]);
      const { hostname } = found(editable(environment, copy));
      return exactly(
        { kind: "updated", type: SERVICE, name: `${hostname}-service` },
        // The former task definition, of which the failed update did not get rid.
        { kind: "replaced", type: TASK, name: `${hostname}-task`, optional: true },
      );
    },
  },
];

function addedService(caller: string, kind: "created" | "deleted"): Pattern[] {
  const added = hostnameOf(ADDED_SERVICE);
  return [
    { kind, name: new RegExp(`^${added}-`) },
    { kind, name: `${caller}-to-${added}` },
    { kind, name: `${caller}-into-${added}` },
    ...deployed(caller),
  ];
}

function repositoryOf(
  resources: readonly { readonly urn: string; readonly outputs?: Readonly<Record<string, unknown>> }[],
  hostname: string,
): string {
  const repository = resources.find(({ urn }) => urn.endsWith(`::${hostname}-repository`));
  return String(found(repository).outputs?.name);
}
