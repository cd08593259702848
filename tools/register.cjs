// ts-node with Sucrase instead of the TypeScript compiler: transpiling everything with the latter takes longer
// than running it. Types are checked by `npm run typecheck`.
require("ts-node").register({ transpileOnly: true, transpiler: require.resolve("./transpiler.cjs") });
