/**
 * What provider 5.100 is too old for. Arguments it does not know are dropped by themselves and named; here is
 * what needs a replacement. The provider under `@pulumi/aws` knows all of them.
 */
import type { Props } from "../../simulator/model";

export const PROVIDER_VERSION = "5.100.0";

interface Replacement {
  readonly type: string;
  readonly property: string;
  /** What is written instead; nothing where the value is old enough. */
  readonly older: (value: unknown) => Props | undefined;
}

const REPLACEMENTS: readonly Replacement[] = [
  {
    type: "aws:ecr/repository:Repository",
    property: "imageTagMutability",
    older: (value) =>
      String(value).endsWith("_WITH_EXCLUSION")
        ? { imageTagMutability: String(value).replace("_WITH_EXCLUSION", "") }
        : undefined,
  },
  {
    type: "aws:ec2/instance:Instance",
    property: "primaryNetworkInterface",
    older: (value) => ({ networkInterfaces: [{ deviceIndex: 0, ...(value as Props) }] }),
  },
];

/** The inputs as the older provider takes them; calls `onReplaced` with what was replaced. */
export function forOlder(type: string, inputs: Props, onReplaced: (words: string) => void): Props {
  let result = inputs;
  for (const { property, older } of REPLACEMENTS.filter((one) => one.type === type)) {
    const { [property]: value, ...others } = result;
    const written = value === undefined ? undefined : older(value);
    if (!written) continue;
    result = { ...others, ...written };
    const told = typeof value === "string" ? `${property} ${value}` : property;
    onReplaced(`${told} (written as ${shown(written)})`);
  }
  return result;
}

function shown(written: Props): string {
  const [[property, value] = ["", ""]] = Object.entries(written);
  return typeof value === "string" ? value : property;
}
