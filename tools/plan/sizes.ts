/** How large each service is, what it reads, and where its image comes from. */
import type { Environment, ImageSource, ServiceSpec } from "../../stacks/environment";
import { section, table, type Paint } from "./text";

export function sizesSection(paint: Paint, environment: Environment): string[] {
  const { profile, architecture } = environment;
  const { sleep } = profile;
  const columns = [
    { title: "service", max: 22 },
    { title: "vCPU", align: "right" },
    { title: "MiB", align: "right" },
    { title: "tasks", align: "right" },
    { title: "capacity" },
    { title: "CPU" },
    { title: "asleep" },
    { title: "image", max: 20 },
    { title: "secrets" },
  ] as const;
  const rows = environment.services.map((service) => [
    service.name,
    vcpus(service),
    String(service.size.memory),
    tasks(service),
    profile.capacity,
    architecture,
    sleep ? `${sleep.from}–${sleep.to}` : "never",
    imageText(service.image),
    service.secrets.join(" ") || "none",
  ]);
  const note = sleep ? [`Asleep: without tasks at these hours every day, in ${sleep.timezone} time.`] : [];
  return section(paint, "SIZES", [...table(paint, columns, rows), ...note]);
}

export function vcpus({ size }: ServiceSpec): string {
  return String(size.cpu / 1024);
}

export function tasks({ scaling }: ServiceSpec): string {
  return `${scaling.minTasks}–${scaling.maxTasks}`;
}

export function imageText(image: ImageSource): string {
  switch (image.kind) {
    case "build":
      return image.dockerfile;
    case "tag":
      return `tag ${image.tag}`;
    case "image":
      return image.uri;
  }
}
