/** Built front ends on disk, for tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const API = "https://api.dev.example.com";

/** A build that is fine: files by path. */
export const goodSite: Readonly<Record<string, string>> = {
  "index.html": `<!doctype html><meta name="api-url" content="${API}"><script src="/assets/index-B3xK9_qa.js">`,
  "assets/index-B3xK9_qa.js": `fetch("${API}/api/user/me")`,
  "assets/index-C0ffee42.css": "body{}",
  "favicon.svg": "<svg/>",
};

/** Folders made by {@link folderOf}, removed by {@link removeFolders}. */
const folders: string[] = [];

/** A new folder with these files. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "harena-test-"));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
