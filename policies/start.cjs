// Pulumi's runner has ts-node check all types whenever it starts the pack, which takes several times as long as all
// that the pack then does. They are checked once, by `tsc -p policies`; here the files are only transpiled.
const { readFileSync } = require("node:fs");
const ts = require("typescript");
const { compilerOptions } = require("./tsconfig.json");

const options = ts.convertCompilerOptionsFromJson(compilerOptions, ".").options;

require.extensions[".ts"] = (module, fileName) => {
  const { outputText } = ts.transpileModule(readFileSync(fileName, "utf8"), {
    fileName,
    compilerOptions: { ...options, noEmit: false, inlineSourceMap: true },
  });
  module._compile(outputText, fileName);
};

require("./index.ts");
