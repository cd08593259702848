import type { ResourceModel } from "../../../model";
import { discoveryService } from "./service";
import { httpNamespace, privateDnsNamespace } from "./namespaces";

export const discoveryModels: readonly ResourceModel[] = [
  httpNamespace,
  privateDnsNamespace,
  discoveryService,
];
