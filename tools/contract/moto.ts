/** A local server that answers in place of AWS: moto, in a Python environment of its own. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../stackConfig";
import { removedAtExit, removeFolder, start, temporaryFolder, type Ended, type Started } from "./processes";

const REQUIREMENTS = join(__dirname, "requirements.txt");

/** The account that moto plays. */
export const ACCOUNT = "111122223333";

export interface Moto {
  /** The address of the server. */
  readonly endpoint: string;
  stop(): void;
}

/** An image that instances can start from. */
export interface MachineImage {
  readonly id: string;
  readonly architecture: string;
}

/** Starts a server with an empty account on a free port of this machine. */
export async function startMoto(
  onProgress: (text: string) => void,
  images: readonly MachineImage[] = [],
): Promise<Moto> {
  const python = await environment(onProgress);
  const folder = temporaryFolder();
  const port = await freePort();
  const imagesFile = join(folder, "images.json");
  writeFileSync(imagesFile, JSON.stringify(images.map(imageEntry)));
  const server = start(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: folder,
    env: {
      ...process.env,
      MOTO_ACCOUNT_ID: ACCOUNT,
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
      MOTO_AMIS_PATH: imagesFile,
    },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(endpoint, server);
  return {
    endpoint,
    stop: () => {
      server.stop();
      removeFolder(folder);
    },
  };
}

/** Forgets everything that the server holds. */
export async function reset({ endpoint }: Moto): Promise<void> {
  await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
}

/** As moto's own list of images has them. */
function imageEntry({ id, architecture }: MachineImage): object {
  return {
    ami_id: id,
    name: id,
    state: "available",
    public: true,
    owner_id: "137112412989",
    image_location: `amazon/${id}`,
    image_type: "machine",
    architecture,
    virtualization_type: "hvm",
    hypervisor: "xen",
    root_device_type: "ebs",
    root_device_name: "/dev/xvda",
    description: id,
    sriov: "simple",
    platform: null,
  };
}

let installed: Promise<string> | undefined;

/** Python with the requirements, kept in the user's cache; what is interrupted leaves nothing that is used. */
function environment(onProgress: (text: string) => void): Promise<string> {
  return (installed ??= install(onProgress));
}

async function install(onProgress: (text: string) => void): Promise<string> {
  const hash = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);
  const { XDG_CACHE_HOME: cache = join(homedir(), ".cache") } = process.env;
  const folder = join(cache, "harena", `moto-${hash}`);
  const python = join("bin", "python");
  if (existsSync(join(folder, python))) return join(folder, python);
  onProgress("installing moto, once");
  const partial = `${folder}.partial-${process.pid}`;
  removedAtExit(partial);
  mkdirSync(join(cache, "harena"), { recursive: true });
  try {
    await finish("python3", ["-m", "venv", partial]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS];
    await finish(join(partial, python), pip);
    renameSync(partial, folder);
  } catch (fault) {
    // Another run may have been faster.
    if (!existsSync(join(folder, python))) throw fault;
  } finally {
    removeFolder(partial);
  }
  return join(folder, python);
}

async function finish(command: string, args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await start(command, args, { cwd: homedir(), env: process.env }).ended;
  if (exitCode !== 0) {
    throw new UserError(
      `the contract tests need Python 3.10 or later with venv and pip, and PyPI or a mirror of it: ` +
        `${command} ${args.join(" ")} ended with ${exitCode}\n${stderr}`,
    );
  }
}

/** Resolves when the server answers; rejects when it ends or stays silent. */
async function answering(endpoint: string, server: Started): Promise<void> {
  let ended: Ended | undefined;
  void server.ended.then((how) => (ended = how));
  for (let attempt = 0; attempt < 300 && !ended; attempt++) {
    try {
      await fetch(`${endpoint}/moto-api/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  server.stop();
  throw new Error(`moto does not answer: ${ended?.stderr ?? "no sign of life within 30 s"}`);
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
