/** Schedule expressions of EventBridge rules and EventBridge Scheduler. */

interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  /** Characters beside digits, `*`, `,`, `-` and `/`. */
  readonly extra?: RegExp;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

// EventBridge Scheduler User Guide, "Cron-based schedules".
const FIELDS: readonly CronField[] = [
  { name: "minutes", min: 0, max: 59 },
  { name: "hours", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31, extra: /^(\?|L|LW|\d{1,2}W)$/ },
  { name: "month", min: 1, max: 12, names: MONTHS },
  {
    name: "day of week",
    min: 1,
    max: 7,
    names: DAYS,
    extra: /^(\?|L|\dL|\d#[1-5]|[A-Z]{3}L|[A-Z]{3}#[1-5])$/i,
  },
  { name: "year", min: 1970, max: 2199 },
];

/** What is wrong with `cron(…)`'s six fields, in words. */
export function cronProblem(expression: string): string | undefined {
  const inner = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (inner === undefined) return "not of the form cron(…)";
  const fields = inner.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) return `cron has ${FIELDS.length} fields, got ${fields.length}`;
  const wrong = FIELDS.find((field, index) => !isField(fields[index] ?? "", field));
  if (wrong) return `invalid ${wrong.name}`;
  if ((fields[2] === "?") === (fields[4] === "?")) return "either day of month or day of week must be ?";
  return undefined;
}

function isField(text: string, field: CronField): boolean {
  if (field.extra?.test(text)) return true;
  return text.split(",").every((item) => isItem(item, field));
}

function isItem(item: string, field: CronField): boolean {
  const [span = "", ...steps] = item.split("/");
  if (steps.length > 1 || !steps.every((step) => /^[1-9]\d*$/.test(step))) return false;
  if (span === "*") return true;
  const ends = span.split("-");
  const numbers = ends.map((end) => valueOf(end, field));
  if (ends.length > 2 || numbers.includes(undefined)) return false;
  return numbers.length === 1 || Number(numbers[0]) <= Number(numbers[1]);
}

function valueOf(text: string, { min, max, names = [] }: CronField): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return named + min;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
}

/** What is wrong with `rate(value unit)`. Rules want the singular for one, Scheduler does not mind. */
export function rateProblem(expression: string, strictPlural: boolean): string | undefined {
  const [, amount = "", unit = "", plural = ""] =
    /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  if (unit === "" || Number(amount) < 1)
    return "not of the form rate(value unit), unit minutes, hours or days";
  if (strictPlural && (Number(amount) === 1) !== (plural === "")) {
    return "the unit is singular for 1 and plural for more";
  }
  return undefined;
}

/** What is wrong with `at(yyyy-mm-ddThh:mm:ss)`. */
export function atProblem(expression: string): string | undefined {
  const time = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(expression)?.at(1);
  if (time === undefined || Number.isNaN(Date.parse(`${time}Z`)))
    return "not of the form at(yyyy-mm-ddThh:mm:ss)";
  return undefined;
}

/** Whether a name is in the IANA time zone database. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
