/* global process */
// For a child process: ends with its parent, however that ends, and leaves Ctrl-C, which a terminal sends to both, to it.
process.on("disconnect", () => process.exit());
process.on("SIGINT", () => undefined);
