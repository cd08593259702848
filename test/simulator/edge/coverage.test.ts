import { edgeModels } from "../../../simulator/models/edge";
import { coversEveryRule } from "../support";

describe("the edge models", () => {
  coversEveryRule(edgeModels);
});
