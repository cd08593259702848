/** The pack is of use to any program: it takes nothing from this one but what its own package.json names. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { rules } from "../../policies/rules";
import { infoOf, startPack } from "./packServer";

const POLICIES = path.join(__dirname, "../../policies");
const MODULES = path.join(POLICIES, "../node_modules");

interface Manifest {
  readonly main: string;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(path.join(POLICIES, "package.json"), "utf8")) as Manifest;
const dependencies = Object.keys(manifest.dependencies);

const files = readdirSync(POLICIES, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.c?[tj]s$/.test(file) && !file.startsWith("node_modules"),
);

/** Whatever a file imports or requires. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(POLICIES, file), "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*"([^"]+)"/g)].map(
    ([, specifier]) => specifier,
  );
}

/** `@pulumi/policy/deserialize` is of `@pulumi/policy`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

describe("the pack by itself", function () {
  this.timeout(120_000);

  it("imports its own files, Node's modules and its package.json's dependencies", () => {
    assert.ok(files.length > 80);
    for (const file of files) {
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith(".")) {
          const target = path.relative(POLICIES, path.resolve(POLICIES, path.dirname(file), specifier));
          assert.ok(!target.startsWith(".."), `${file} imports ${specifier}, which is not the pack's`);
        } else {
          const known = isBuiltin(specifier) || dependencies.includes(packageOf(specifier));
          assert.ok(known, `${file} imports ${specifier}, which is no dependency`);
        }
      }
    }
  });

  it("starts in a folder that has these dependencies and nothing else", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "policies-"));
    try {
      const isOwn = (source: string): boolean => path.basename(source) !== "node_modules";
      cpSync(POLICIES, folder, { recursive: true, filter: isOwn });
      for (const name of dependencies) {
        const place = path.join(folder, "node_modules", name);
        mkdirSync(path.dirname(place), { recursive: true });
        symlinkSync(path.join(MODULES, name), place);
      }
      const { client, stop } = await startPack(folder, path.join(folder, "node_modules"));
      try {
        assert.equal((await infoOf(client)).getPoliciesList().length, rules.length + 2);
      } finally {
        stop();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says in its README how it is installed and run", () => {
    const readme = readFileSync(path.join(POLICIES, "README.md"), "utf8");
    for (const line of ["npm install", "--policy-pack", "--policy-pack-config"]) {
      assert.ok(readme.includes(line), line);
    }
  });
});
