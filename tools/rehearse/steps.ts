/** The steps of a rehearsal in their order: a stack's life from its first preview to its end. */
import type { Environment } from "../../stacks/environment";
import { NAMESPACE } from "../../stacks/problems";
import { changes, only, rollback, serviceAdded, serviceRemoved } from "./changeSteps";
import type { Expectation } from "./expectation";
import { keepsData, keepsDataBut } from "./keeps";
import type { Step, StepContext } from "./step";

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

/** The names of all steps that some stack has. */
export const STEP_NAMES: readonly string[] = [
  ...new Set([...stepsOf({ sizing: "dev" }), ...stepsOf({ sizing: "prod" })].map(({ name }) => name)),
];
