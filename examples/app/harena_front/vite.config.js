import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

/** Without it the page would call its own address, where no API is. */
function requireApiUrl(command) {
  const url = process.env.VITE_API_URL ?? (command === "serve" ? "http://localhost:8000" : "");
  if (!/^https?:\/\/[^/]+$/.test(url)) {
    throw new Error(
      `VITE_API_URL must be the API's origin, without a path or a slash at the end; it is "${url}". ` +
        "Try: VITE_API_URL=https://api.dev.harena.com npm run build",
    );
  }
  process.env.VITE_API_URL = url;
}

/** Empties `assets/` alone: `dist/` may hold the builds of other environments beside this one. */
function freshAssets() {
  let outDir;
  return {
    name: "fresh-assets",
    apply: "build",
    configResolved: (config) => {
      outDir = resolve(config.root, config.build.outDir);
    },
    buildStart: () => rmSync(resolve(outDir, "assets"), { recursive: true, force: true }),
  };
}

export default defineConfig(({ command }) => {
  requireApiUrl(command);
  return {
    // The environment alone decides, not a file that somebody left behind.
    envDir: false,
    plugins: [freshAssets()],
    build: {
      emptyOutDir: false,
      sourcemap: false,
      // A strict content security policy refuses data: addresses and inline scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  };
});
