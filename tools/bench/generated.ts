/** A catalogue of any size, with a checkout that holds the sources of its services. */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CatalogueEntry } from "../../stacks/environment";
import { PROGRAM_DIR } from "../plan/programDir";
import type { StackRequest } from "../plan/resolveStack";

/** Services in layers of ten, each calling the one before it in its layer; each with one route of its own. */
export function generatedCatalogue(size: number): CatalogueEntry[] {
  const nameOf = (index: number): string => `bench${String(index).padStart(2, "0")}_service`;
  return Array.from({ length: size }, (_, index) => ({
    name: nameOf(index),
    routes: [{ paths: [`/api/bench${String(index).padStart(2, "0")}/*`] }],
    healthPath: "/health",
    secrets: ["DATABASE_URL", "SECRET_KEY"],
    calls: index % 10 === 0 ? [] : [nameOf(index - 1)],
  }));
}

/** The stack under which generated catalogues are planned. */
export const GENERATED_STACK = "bench";

export interface GeneratedProject {
  readonly request: StackRequest;
  readonly remove: () => void;
}

/** Writes a project whose stack is the release's dev, but for its application, into a temporary folder. */
export function generateProject(catalogue: readonly CatalogueEntry[]): GeneratedProject {
  const folder = mkdtempSync(join(tmpdir(), "harena-bench-"));
  copyFileSync(join(PROGRAM_DIR, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  copyFileSync(join(PROGRAM_DIR, "Pulumi.dev.yaml"), join(folder, `Pulumi.${GENERATED_STACK}.yaml`));
  const app = join(folder, "app");
  for (const { name } of catalogue) writeService(app, name);
  write(join(app, ".dockerignore"), "**/__pycache__\n.git\n.env\n");
  write(join(app, "shared", "settings.py"), "# what all services share\n".repeat(100));
  cpSync(join(PROGRAM_DIR, "examples/app/harena_front/dist/dev"), join(app, "front"), { recursive: true });
  return {
    request: {
      projectDir: folder,
      stack: GENERATED_STACK,
      overrides: { appPath: app, frontendDist: "front" },
      catalogue,
      healthService: catalogue[0]?.name ?? "",
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
      rmSync(join(PROGRAM_DIR, ".build", GENERATED_STACK), { recursive: true, force: true });
    },
  };
}

const DOCKERFILE = (name: string): string => `FROM python:3.11-slim
WORKDIR /app
COPY shared shared
COPY ${name} ${name}
USER 1000
CMD ["python", "-m", "uvicorn", "${name}.main:app", "--host", "0.0.0.0", "--port", "8000"]
`;

function writeService(app: string, name: string): void {
  write(join(app, name, "Dockerfile"), DOCKERFILE(name));
  for (let file = 0; file < 10; file++) write(join(app, name, `module${file}.py`), "x = 1\n".repeat(200));
  write(join(app, name, "main.py"), "app = None\n");
}

function write(file: string, text: string): void {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
}
