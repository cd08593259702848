import { foundationModels } from "../../../simulator/models/foundation";
import { coversEveryRule } from "../support";

describe("foundation models", () => {
  coversEveryRule(foundationModels);
});
