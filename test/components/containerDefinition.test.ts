import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  containerDefinition,
  environmentOf,
  isHealthCommand,
  livenessCommand,
  stopTimeout,
  volumeNames,
  type ContainerArgs,
} from "../../components/containerDefinition";

const args: ContainerArgs = {
  name: "user-service",
  image: "repository@sha256:abc",
  port: 8000,
  healthPath: "/health",
  settings: { ALGORITHM: "HS256" },
  secrets: [
    { name: "SECRET_KEY", valueFrom: "arn:b:::2" },
    { name: "DATABASE_URL", valueFrom: "arn:a:::1" },
  ],
  requestTimeout: 60,
  idleTimeout: 130,
  logGroup: "/harena/dev/user-service",
  region: "eu-west-1",
  execCommand: false,
};

describe("containerDefinition", () => {
  it("is exactly this", () => {
    assert.deepEqual(containerDefinition(args), {
      name: "user-service",
      image: "repository@sha256:abc",
      essential: true,
      portMappings: [{ name: "user-service", containerPort: 8000, protocol: "tcp", appProtocol: "http" }],
      environment: [
        { name: "ALGORITHM", value: "HS256" },
        { name: "UVICORN_PORT", value: "8000" },
        { name: "UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN", value: "65" },
        { name: "UVICORN_TIMEOUT_KEEP_ALIVE", value: "140" },
      ],
      secrets: [
        { name: "DATABASE_URL", valueFrom: "arn:a:::1" },
        { name: "SECRET_KEY", valueFrom: "arn:b:::2" },
      ],
      readonlyRootFilesystem: true,
      privileged: false,
      mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
      linuxParameters: { initProcessEnabled: true },
      stopTimeout: 70,
      healthCheck: {
        command: livenessCommand(8000, "/health"),
        interval: 15,
        timeout: 5,
        retries: 3,
        startPeriod: 60,
      },
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "/harena/dev/user-service",
          "awslogs-region": "eu-west-1",
          "awslogs-stream-prefix": "app",
          mode: "non-blocking",
          "max-buffer-size": "25m",
        },
      },
    });
  });

  it("leaves a setting of the application's own as it is", () => {
    const own = environmentOf({ ...args, settings: { UVICORN_TIMEOUT_KEEP_ALIVE: "500" } });
    assert.deepEqual(own.at(-1), { name: "UVICORN_TIMEOUT_KEEP_ALIVE", value: "500" });
  });

  it("gives the agent of ECS Exec folders to write into, where it is allowed", () => {
    assert.deepEqual(volumeNames(false), ["tmp"]);
    assert.deepEqual(volumeNames(true), ["tmp", "ssm-lib", "ssm-log"]);
    assert.deepEqual(containerDefinition({ ...args, execCommand: true }).mountPoints, [
      { sourceVolume: "tmp", containerPath: "/tmp", readOnly: false },
      { sourceVolume: "ssm-lib", containerPath: "/var/lib/amazon", readOnly: false },
      { sourceVolume: "ssm-log", containerPath: "/var/log/amazon", readOnly: false },
    ]);
  });

  it("stops after the longest request, within what Fargate allows", () => {
    assert.deepEqual([1, 20, 21, 60, 110, 111, 300].map(stopTimeout), [30, 30, 31, 70, 120, 120, 120]);
  });
});

describe("a health check command", () => {
  it("is a program with its arguments, or one line for the shell", () => {
    const sound = [
      ["CMD", "true"],
      ["CMD", "curl", "-f", ""],
      ["CMD-SHELL", "exit 0"],
    ];
    const wrong = [
      [],
      ["CMD"],
      ["CMD-SHELL"],
      ["CMD", " "],
      ["CMD-SHELL", ""],
      ["CMD-SHELL", "curl", "-f"],
      ["NONE", "true"],
      ["curl", "-f"],
    ];
    assert.deepEqual(sound.filter(isHealthCommand), sound);
    assert.deepEqual(wrong.filter(isHealthCommand), []);
  });

  it("replaces the one in Python", () => {
    const healthCommand = ["CMD", "/healthy"];
    const { healthCheck } = containerDefinition({ ...args, healthCommand });
    assert.deepEqual(healthCheck, {
      command: healthCommand,
      interval: 15,
      timeout: 5,
      retries: 3,
      startPeriod: 60,
    });
  });
});

describe("livenessCommand", () => {
  const run = (port: number): number | null => {
    const [, command = "", ...rest] = livenessCommand(port, "/health");
    return spawnSync(command.replace(/^python$/, "python3"), rest, { stdio: "ignore" }).status;
  };

  before(function () {
    // The command itself is Python's; without one there is nothing to try it on.
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    this.timeout(20_000);
  });

  for (const status of [200, 404, 503]) {
    it(`takes an answer ${status} as a sign of life`, async () => {
      const server = createServer((_request, response) => response.writeHead(status).end());
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const { spawn } = await import("node:child_process");
      const [, command = "", ...rest] = livenessCommand(port, "/health");
      const code = await new Promise((resolve) =>
        spawn(command.replace(/^python$/, "python3"), rest, { stdio: "ignore" }).on("exit", resolve),
      );
      server.close();
      assert.equal(code, 0);
    });
  }

  it("fails when nobody answers", () => {
    assert.equal(run(1), 1);
  });
});
