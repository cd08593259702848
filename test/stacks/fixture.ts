/** A sound stack to break: its config, its catalogue, and a checkout of its application in a temporary folder. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "mocha";
import type { CatalogueEntry } from "../../stacks/environment";
import { problemLine } from "../../stacks/problems";
import { missingSecrets, resolveEnvironment, type Resolution, type StackInput } from "../../stacks/resolve";

/** Secret values that no message may ever show. */
export const MARKERS = {
  DATABASE_URL: "postgresql://marker-user:marker-password@db.example.com:5432/harena",
  BONSAI_URL: "https://marker-user:marker-password@cluster.bonsai.example",
  SECRET_KEY: "marker-secret-key-marker-secret-key",
  DEEPSEEK_API_KEY: "marker-deepseek-api-key",
} as const;

/** The keys that the sound stack has encrypted. */
export const ENCRYPTED: readonly string[] = Object.keys(MARKERS).map((name) => `harena:${name}`);

const SOUND_CONFIG: Readonly<Record<string, string>> = {
  "aws:region": "eu-west-1",
  "harena:domain": "dev.harena.com",
  "harena:hostedZone": "harena.com",
  "harena:sizing": "dev",
  "harena:appPath": "app",
  ...Object.fromEntries(Object.entries(MARKERS).map(([name, value]) => [`harena:${name}`, value])),
};

const SOUND_FILES: Readonly<Record<string, string>> = {
  "app/.dockerignore": ".git\n.env\n",
  "app/user_service/Dockerfile": "FROM python\nCOPY user_service .\n",
  "app/user_service/main.py": "",
  "app/search_service/main.py": "",
  "app/conversation_service/main.py": "",
  "docker/service.Dockerfile": "FROM python\nARG SERVICE\nCOPY ${SERVICE} .\n",
};

export type Patch<T> = Readonly<Record<string, T | null>>;

export interface Change extends Partial<Omit<StackInput, "config">> {
  /** Config keys to set, without `harena:`; null removes one. */
  readonly config?: Patch<unknown>;
  /** Files of the project to write; null leaves one out. */
  readonly files?: Patch<string>;
}

/** Applies the changes to the sound stack and resolves it. */
export function resolveWith(change: Change = {}): Resolution {
  const input = inputWith(change);
  const resolution = resolveEnvironment(input);
  // However wrong the rest is, both ways of asking must find the same secrets missing.
  assert.deepEqual(missingSecrets(input), resolution.missingSecrets);
  return resolution;
}

export function inputWith({ config = {}, files = {}, ...rest }: Change): StackInput {
  const patch = Object.entries(config).map(([key, value]) => [
    key.includes(":") ? key : `harena:${key}`,
    value,
  ]);
  const changes = Object.fromEntries(patch) as Patch<unknown>;
  const merged = Object.entries({ ...SOUND_CONFIG, ...changes });
  const texts = merged
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
  return {
    project: "harena",
    stack: "dev",
    config: Object.fromEntries(texts) as Record<string, string>,
    secretKeys: ENCRYPTED,
    ...rest,
    projectDir: rest.projectDir ?? (Object.keys(files).length === 0 ? soundProject() : projectWith(files)),
  };
}

interface Mistake {
  readonly mistake: string;
  readonly change: Change;
  /** What the user sees of it, in full. */
  readonly lines: readonly string[];
}

/** Tests that each change of the sound stack gives exactly these lines and nothing of a secret. */
export function describeMistakes(subject: string, mistakes: readonly Mistake[]): void {
  describe(subject, () => {
    for (const { mistake, change, lines } of mistakes) {
      it(mistake, () => {
        const { environment, problems } = resolveWith(change);
        const shown = problems.map(problemLine);
        assert.deepEqual(shown, lines);
        assert.equal(environment, undefined);
        assertNothingSecret([...shown, JSON.stringify(problems)]);
      });
    }
  });
}

/** Every secret of these tests has one of two words in it. */
export function assertNothingSecret(texts: readonly string[]): void {
  for (const text of texts) assert.doesNotMatch(text, /marker-|pasted-/);
}

/** A catalogue of one service, with the changes. */
export function entryWith(change: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return { name: "user_service", routes: [{ paths: ["/api/user/*"] }], healthPath: "/health", ...change };
}

const folders: string[] = [];
let sound: string | undefined;

/** The sound project, written once: most mistakes are not in its files. */
function soundProject(): string {
  sound ??= projectWith({});
  return sound;
}

/** Writes the sound project with the changes into a new folder. */
export function projectWith(files: Patch<string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "harena-stacks-"));
  folders.push(folder);
  for (const [name, text] of Object.entries({ ...SOUND_FILES, ...files })) {
    if (text === null) continue;
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
