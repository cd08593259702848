import type { Props, ResourceModel, RuleInput } from "../../../model";
import { globalArnOf } from "../kit/arn";
import { isJson, jsonRule } from "../kit/json";
import { APPLY, rule } from "../kit/rules";
import { TYPES } from "../kit/types";
import { asList, isProps, num, object, objects, text } from "../kit/values";
import { isPeriod } from "./metrics";

const SOURCE = "terraform-provider-aws internal/service/cloudwatch/dashboard.go";
const BODY = "CloudWatch API, Dashboard body structure and syntax";
const MAX_WIDGETS = 500;
const MAX_WIDTH = 24;
const MAX_HEIGHT = 1000;
/** What a widget's properties must have. */
const WIDGETS: Readonly<Record<string, readonly string[]>> = {
  metric: ["region"],
  text: ["markdown"],
  log: ["query", "region"],
  alarm: ["alarms"],
  explorer: [],
  custom: ["endpoint"],
};

export const dashboard: ResourceModel = {
  type: TYPES.dashboard,
  shape: {
    source: SOURCE,
    replaceOn: ["dashboardName", "region"],
    required: ["dashboardBody", "dashboardName"],
    lengths: { dashboardName: [1, 255] },
    formats: { dashboardName: { pattern: /^[\w-]*$/, words: "letters, digits, _ and -" } },
    tags: false,
  },
  rules: [
    jsonRule("cloudwatch/dashboard:json", ["dashboardBody"], SOURCE),
    rule("cloudwatch/dashboard:widgets", APPLY, BODY, ({ inputs }) => {
      const body = parsed(inputs);
      if (!body) return undefined;
      const count = asList(body.widgets).length;
      if (Array.isArray(body.widgets) && count <= MAX_WIDGETS) return undefined;
      return invalid(
        Array.isArray(body.widgets) ? `${count} widgets, at most ${MAX_WIDGETS}` : "widgets must be a list",
      );
    }),
    rule("cloudwatch/dashboard:widget-type", APPLY, BODY, (input) =>
      eachWidget(input, ({ type }) =>
        typeof type === "string" && type in WIDGETS ? undefined : "unknown type",
      ),
    ),
    rule("cloudwatch/dashboard:widget-place", APPLY, BODY, (input) => eachWidget(input, placeProblem)),
    rule("cloudwatch/dashboard:widget-properties", APPLY, BODY, (input) =>
      eachWidget(input, (widget) => {
        const needed = WIDGETS[text(widget, "type") ?? ""] ?? [];
        const missing = needed.find((property) => object(widget, "properties")?.[property] === undefined);
        return missing && `should have required property '${missing}'`;
      }),
    ),
    rule("cloudwatch/dashboard:widget-metrics", APPLY, BODY, (input) => eachWidget(input, metricsProblem)),
  ],
  create: (inputs, place) => ({
    id: String(inputs.dashboardName),
    outputs: { dashboardArn: globalArnOf(place, "cloudwatch", `dashboard/${String(inputs.dashboardName)}`) },
  }),
};

function invalid(words: string): string {
  return `InvalidParameterInput: The dashboard body is invalid, there are 1 validation errors: ${words}`;
}

function parsed(inputs: Props): Props | undefined {
  const body = text(inputs, "dashboardBody") ?? "";
  const value: unknown = isJson(body) ? JSON.parse(body) : undefined;
  return isProps(value) ? value : undefined;
}

function eachWidget(
  { inputs }: RuleInput,
  problem: (widget: Props) => string | undefined,
): string | undefined {
  for (const [index, widget] of objects(parsed(inputs), "widgets").entries()) {
    const words = problem(widget);
    if (words !== undefined) return invalid(`/widgets/${index}: ${words}`);
  }
  return undefined;
}

function placeProblem(widget: Props): string | undefined {
  const [x = 0, y = 0, width = 6, height = 6] = ["x", "y", "width", "height"].map((property) =>
    num(widget, property),
  );
  if (x < 0 || y < 0) return "x and y may not be negative";
  if (width < 1 || x + width > MAX_WIDTH)
    return `x ${x} and width ${width} do not fit into ${MAX_WIDTH} columns`;
  return height < 1 || height > MAX_HEIGHT ? `height ${height} must be 1 to ${MAX_HEIGHT}` : undefined;
}

/** Each metric is a list: namespace, name, dimensions in pairs, and settings as an object at its end. */
function metricsProblem(widget: Props): string | undefined {
  const properties = object(widget, "properties");
  const period = num(properties, "period");
  if (period !== undefined && !isPeriod(period, [1, 5, 10, 20, 30])) return `invalid period ${period}`;
  if (properties?.metrics === undefined) return undefined;
  if (!Array.isArray(properties.metrics)) return "metrics must be a list";
  const bad = (properties.metrics as unknown[]).findIndex((metric) => !isMetric(metric));
  return bad < 0 ? undefined : `metrics/${bad} must be a list of namespace, name and pairs of dimensions`;
}

function isMetric(metric: unknown): boolean {
  if (!Array.isArray(metric)) return false;
  const parts = metric as unknown[];
  const names = isProps(parts.at(-1)) ? parts.slice(0, -1) : parts;
  if (!names.every((name) => typeof name === "string")) return false;
  const hasSettings = names.length < parts.length;
  return names.length === 0 ? hasSettings : names.length >= 2 && names.length % 2 === 0;
}
