// Takes the place of the TypeScript compiler in ts-node: see register.cjs. Its interface is ts-node's
// "third-party transpilers".
const { transform } = require("sucrase");

module.exports.create = () => ({
  transpile(input, { fileName }) {
    const { code, sourceMap } = transform(input, {
      transforms: ["typescript", "imports"],
      // Node.js has had everything else of the language's target for long.
      disableESTransforms: true,
      enableLegacyTypeScriptModuleInterop: false,
      filePath: fileName,
      sourceMapOptions: { compiledFilename: fileName },
    });
    return { outputText: code, sourceMapText: JSON.stringify(sourceMap) };
  },
});
