import type { ResourceModel } from "../../../model";
import { listener } from "./listener";
import { listenerCertificate } from "./listenerCertificate";
import { listenerRule } from "./listenerRule";
import { loadBalancer } from "./loadBalancer";
import { targetGroup } from "./targetGroup";

export const lbModels: readonly ResourceModel[] = [
  loadBalancer,
  targetGroup,
  listener,
  listenerRule,
  listenerCertificate,
];
