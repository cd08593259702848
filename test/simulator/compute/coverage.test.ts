import { computeModels } from "../../../simulator/models/compute";
import { coversEveryRule } from "../support";

describe("compute models", () => {
  coversEveryRule(computeModels);
});
