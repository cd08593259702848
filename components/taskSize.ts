/**
 * Fargate's table of CPU units and memory in MiB
 * (Amazon ECS, RegisterTaskDefinition: cpu and memory for tasks on Fargate).
 */
const MEMORY_OF_CPU: ReadonlyMap<
  number,
  { readonly min: number; readonly max: number; readonly step: number }
> = new Map([
  // 256 CPU units take 512, 1024 and 2048 only; 1536 is left out below.
  [256, { min: 512, max: 2048, step: 512 }],
  [512, { min: 1024, max: 4096, step: 1024 }],
  [1024, { min: 2048, max: 8192, step: 1024 }],
  [2048, { min: 4096, max: 16_384, step: 1024 }],
  [4096, { min: 8192, max: 30_720, step: 1024 }],
  [8192, { min: 16_384, max: 61_440, step: 4096 }],
  [16_384, { min: 32_768, max: 122_880, step: 8192 }],
]);

/** Tasks of one service with Service Connect (AWS Cloud Map, quota "Instances per service"). */
export const MOST_TASKS = 1000;

/** The CPU units that a Fargate task can have. */
export const FARGATE_CPUS: readonly number[] = [...MEMORY_OF_CPU.keys()];

/** The memory sizes in MiB that go with those CPU units; none for CPU units that Fargate lacks. */
export function memoryChoices(cpu: number): number[] {
  const range = MEMORY_OF_CPU.get(cpu);
  if (!range) return [];
  const sizes: number[] = [];
  for (let size = range.min; size <= range.max; size += range.step) sizes.push(size);
  return cpu === 256 ? sizes.filter((size) => size !== 1536) : sizes;
}

/** What is wrong with a task size, in a sentence that names the choices; nothing when Fargate has it. */
export function taskSizeProblem(cpu: number, memory: number): string | undefined {
  const choices = memoryChoices(cpu);
  if (choices.length === 0) return `got ${cpu} CPU units; Fargate has ${FARGATE_CPUS.join(", ")}`;
  if (choices.includes(memory)) return undefined;
  return `got ${memory} MiB with ${cpu} CPU units; Fargate has ${choices.join(", ")} MiB for them`;
}
