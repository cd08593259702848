/** The simulated AWS: run a Pulumi program on it and look at what came out. */
export { Account, type Existing } from "./account";
export type { Created, InvokeModel, Place, Props, Refusal, RefusalTime, ResourceModel, Rule } from "./model";
export { revealAll, SecretValue, SECRET_MASK } from "./secret";
export { reveal, simulate } from "./session";
export type {
  RecordedInvoke,
  RecordedLog,
  RecordedOptions,
  RecordedResource,
  Simulation,
  SimulationOptions,
} from "./session";
export type { Shape } from "./shape";
