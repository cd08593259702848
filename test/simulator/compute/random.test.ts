import { describeRules } from "../support";

for (const type of ["RandomPassword", "RandomString"]) {
  describeRules(`random:index/r${type.slice(1)}:${type}`, {
    compliant: () => ({ length: 32, special: false }),
    breaks: {
      "required:length": { length: undefined },
      "range:length": { length: 0 },
      minimums: { minUpper: 20, minLower: 13 },
      alphabet: { lower: false, upper: false, numeric: false },
    },
    accepts: { "minimums that fill the length": { minUpper: 20, minLower: 12 } },
  });
}

describeRules("random:index/randomId:RandomId", {
  compliant: () => ({ byteLength: 8 }),
  breaks: { "required:byteLength": { byteLength: undefined }, "range:byteLength": { byteLength: 0 } },
});
