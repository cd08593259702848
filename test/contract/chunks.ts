/** Many small configurations instead of a large one: Terraform's time grows faster than the number of resources. */
import { Terraform } from "../../tools/contract/terraform";

const AT_ONCE = 2;

/** Runs the work on parts of the items, each with a Terraform of its own, two at a time; results in order. */
export async function inChunks<T, R>(
  items: readonly T[],
  size: number,
  work: (terraform: Terraform, chunk: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const chunks = Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
  const results: (readonly R[])[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < chunks.length) {
      const index = next++;
      const terraform = new Terraform();
      try {
        results[index] = await work(terraform, chunks.at(index) ?? []);
      } finally {
        terraform.dispose();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results.flat();
}
