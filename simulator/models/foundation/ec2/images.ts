/** Machine images that Amazon and others publish: made-up ids, the same in every run. */
import { ec2Id } from "../../../ids";

export interface Image {
  /** The last part of its name under `/aws/service/ami-amazon-linux-latest/`, where it has one. */
  readonly alias?: string;
  readonly name: string;
  readonly architecture: "arm64" | "x86_64";
  readonly owner: string;
  readonly ownerAlias?: string;
  readonly created: string;
  readonly description: string;
}

const AMAZON = { owner: "137112412989", ownerAlias: "amazon" };
const FCK_NAT = "568608671756";
const ARCHITECTURES = ["arm64", "x86_64"] as const;

export const IMAGES: readonly Image[] = ARCHITECTURES.flatMap((architecture) => [
  ...["default", "6.1", "6.12"].map((kernel): Image => ({
    ...AMAZON,
    alias: `al2023-ami-kernel-${kernel}-${architecture}`,
    name: `al2023-ami-2023.9.20251014.0-kernel-${kernel === "default" ? "6.1" : kernel}-${architecture}`,
    architecture,
    created: kernel === "default" ? "2025-10-14T00:00:00.000Z" : "2025-10-13T00:00:00.000Z",
    description: `Amazon Linux 2023 AMI ${architecture} HVM`,
  })),
  {
    ...AMAZON,
    alias: `al2023-ami-minimal-kernel-default-${architecture}`,
    name: `al2023-ami-minimal-2023.9.20251014.0-kernel-6.1-${architecture}`,
    architecture,
    created: "2025-10-14T00:00:00.000Z",
    description: `Amazon Linux 2023 minimal AMI ${architecture} HVM`,
  },
  {
    ...AMAZON,
    alias: `amzn2-ami-hvm-${architecture}-gp2`,
    name: `amzn2-ami-hvm-2.0.20251014.0-${architecture}-gp2`,
    architecture,
    created: "2025-10-14T00:00:00.000Z",
    description: `Amazon Linux 2 AMI 2.0.20251014.0 ${architecture} HVM gp2`,
  },
  {
    owner: FCK_NAT,
    name: `fck-nat-al2023-hvm-1.3.0-20240125-${architecture}-ebs`,
    architecture,
    created: "2024-01-25T00:00:00.000Z",
    description: "fck-nat, a NAT instance image",
  },
]);

/** The id that an image has in a region. */
export function imageId(image: Image, region: string): string {
  return ec2Id("ami", `${image.alias ?? image.name}|${region}`);
}

/** The published image with that id in that region, if the simulator knows it. */
export function findImage(id: string, region: string): Image | undefined {
  return IMAGES.find((image) => imageId(image, region) === id);
}
