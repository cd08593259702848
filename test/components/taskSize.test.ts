import assert from "node:assert/strict";
import { FARGATE_CPUS, memoryChoices, taskSizeProblem } from "../../components/taskSize";

describe("Fargate's task sizes", () => {
  it("are the pairs of Amazon ECS's table", () => {
    const range = (min: number, max: number, step: number): number[] =>
      Array.from({ length: (max - min) / step + 1 }, (_, index) => min + index * step);
    assert.deepEqual(
      FARGATE_CPUS.map((cpu) => [cpu, memoryChoices(cpu)]),
      [
        [256, [512, 1024, 2048]],
        [512, range(1024, 4096, 1024)],
        [1024, range(2048, 8192, 1024)],
        [2048, range(4096, 16384, 1024)],
        [4096, range(8192, 30720, 1024)],
        [8192, range(16384, 61440, 4096)],
        [16384, range(32768, 122880, 8192)],
      ],
    );
  });

  it("have problems that name the choices", () => {
    assert.equal(taskSizeProblem(256, 512), undefined);
    assert.equal(taskSizeProblem(256, 2048), undefined);
    assert.equal(
      taskSizeProblem(256, 1536),
      "got 1536 MiB with 256 CPU units; Fargate has 512, 1024, 2048 MiB for them",
    );
    assert.equal(
      taskSizeProblem(300, 512),
      "got 300 CPU units; Fargate has 256, 512, 1024, 2048, 4096, 8192, 16384",
    );
  });
});
