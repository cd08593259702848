/** The steps of a rehearsal: what somebody does to a stack, and exactly what may come of it. */
import { readdirSync } from "node:fs";
import type { Environment, ServiceSpec } from "../../stacks/environment";
import { hostnameOf } from "../../stacks/catalogueRules";
import { NAMESPACE } from "../../stacks/problems";
import { catalogue } from "../../stacks/services";
import {
  ADDED_SERVICE,
  addService,
  editSource,
  hashedFile,
  rebuildFrontend,
  removeService,
  sourceFile,
} from "./edits";
import type { Expectation, Pattern } from "./expectation";
import { keepsData, keepsDataBut } from "./keeps";
import type { Prepared, Step, StepContext } from "./step";

const IMAGE = "docker:index/image:Image";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

const exactly = (...changes: readonly Pattern[]): Prepared => ({ expected: { kind: "exactly", changes } });
const only = (...kinds: Extract<Expectation, { kind: "only" }>["kinds"]): Prepared => ({
  expected: { kind: "only", kinds },
});

/** A service whose tasks are deployed anew. */
function deployed(hostname: string): Pattern[] {
  return [
    { kind: "replaced", type: TASK, name: `${hostname}-task` },
    { kind: "updated", type: SERVICE, name: `${hostname}-service` },
  ];
}

const first: readonly Step[] = [
  {
    name: "preview",
    title: "first preview",
    operation: "preview",
    needs: [],
    prepare: () => only("created"),
  },
  { name: "up", title: "first deployment", operation: "up", needs: [], prepare: () => only("created") },
  { name: "idle", title: "nothing changed", operation: "preview", needs: ["up"], prepare: () => only() },
];

const changes: readonly Step[] = [
  {
    name: "source",
    title: "one service's source changed",
    operation: "up",
    needs: ["up"],
    impossible: ({ environment, copy }) =>
      built(environment).some(({ name }) => sourceFile(copy, name) !== undefined)
        ? undefined
        : "no service is built from a checkout with a folder of its own",
    prepare: ({ environment, copy }) => {
      const { name, hostname } = found(
        built(environment).find((service) => sourceFile(copy, service.name) !== undefined),
      );
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

const serviceAdded: Step = {
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

function serviceRemoved(needs: readonly string[]): Step {
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

const rollback: readonly Step[] = [
  {
    name: "rollback",
    title: "a deployment that ECS rolls back",
    operation: "up",
    needs: ["up"],
    fails: /rolled back/i,
    impossible: ({ environment, copy }) =>
      built(environment).some(({ name }) => sourceFile(copy, name) !== undefined)
        ? undefined
        : "no service is built from a checkout with a folder of its own",
    prepare: async ({ environment, copy, cloud }) => {
      const { name, hostname } = rolledBack(environment, copy);
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
      const { hostname } = rolledBack(environment, copy);
      return exactly(
        { kind: "updated", type: SERVICE, name: `${hostname}-service` },
        // The former task definition, of which the failed update did not get rid.
        { kind: "replaced", type: TASK, name: `${hostname}-task`, optional: true },
      );
    },
  },
];

/** What stands in the way of leaving prod's sizing, and of destroying it. */
const released: Step = {
  name: "released",
  title: "prod's protection lifted (allowDestroy)",
  operation: "up",
  needs: ["up"],
  auxiliary: true,
  prepare: ({ stack }) => {
    stack.setConfig({ [`${NAMESPACE}:allowDestroy`]: "true" });
    return only("updated");
  },
};

function resize(name: string, to: "dev" | "prod", needs: readonly string[], spare: Spare): Step {
  return {
    name,
    title: `sizing changed to ${to}'s`,
    operation: "up",
    needs,
    prepare: ({ stack, outcomes }) => {
      stack.setConfig({ [`${NAMESPACE}:sizing`]: to });
      return { expected: spare(outcomes) };
    },
  };
}

type Spare = (outcomes: StepContext["outcomes"]) => Expectation;

/** What the step before made, it may take along. */
const butWhatWasMade: Spare = (outcomes) =>
  keepsDataBut(outcomes.get("resized")?.changes.filter(({ kind }) => kind === "created") ?? []);

function destroy(needs: readonly string[]): Step {
  return {
    name: "destroy",
    title: "everything destroyed",
    operation: "destroy",
    needs,
    prepare: () => only("deleted"),
  };
}

/** All steps of a stack, in their order. */
export function stepsOf({ sizing }: Pick<Environment, "sizing">): readonly Step[] {
  return sizing === "prod" ? prodSteps() : devSteps();
}

function devSteps(): readonly Step[] {
  return [
    ...first,
    ...changes,
    serviceAdded,
    serviceRemoved(["service-added"]),
    ...rollback,
    resize("resized", "prod", ["up"], () => keepsData),
    { ...released, needs: ["resized"] },
    resize("resized-back", "dev", ["resized", "released"], butWhatWasMade),
    destroy(["up"]),
  ];
}

/** Prod's protection must be lifted before anything of it may go: a service whose repository holds images, too. */
function prodSteps(): readonly Step[] {
  return [
    ...first,
    ...changes,
    ...rollback,
    serviceAdded,
    released,
    serviceRemoved(["service-added", "released"]),
    resize("resized", "dev", ["released"], () => keepsDataBut("prod's own")),
    resize("resized-back", "prod", ["resized"], () => keepsData),
    destroy(["up", "released"]),
  ];
}

const EARLIER_TAG = "v0-rehearsal";

function built({ services }: Environment): readonly ServiceSpec[] {
  return services.filter(({ image }) => image.kind === "build");
}

/** Not the one that the step before pinned, where there is another. */
function rolledBack(environment: Environment, copy: StepContext["copy"]): ServiceSpec {
  return found(built(environment).find(({ name }) => sourceFile(copy, name) !== undefined));
}

/** The secret with the fewest readers, so that there are services that must not notice. */
function rotatable({ secrets, services }: Environment) {
  const candidates = secrets
    .filter(({ source }) => source.kind === "value")
    .map(({ name }) => ({ name, readers: services.filter((service) => service.secrets.includes(name)) }));
  return candidates.sort((one, other) => one.readers.length - other.readers.length).at(0);
}

/** The entry that the added one is a copy of. */
function model(app: string, { services }: Environment) {
  const folders = readdirSync(app);
  const names = services.map(({ name }) => name);
  return catalogue.find(({ name }) => names.includes(name) && folders.includes(name));
}

/** Whoever calls most: the last of those that are created. */
function callerOf({ services }: Environment): ServiceSpec {
  return found(services.at(-1));
}

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

/** What `impossible` has made sure of. */
function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a step was prepared that is impossible");
  return value;
}

/** The names of all steps that some stack has. */
export const STEP_NAMES: readonly string[] = [
  ...new Set([...stepsOf({ sizing: "dev" }), ...stepsOf({ sizing: "prod" })].map(({ name }) => name)),
];
