/** CloudWatch's vocabulary: units, statistics, periods, metric math. */

/** CloudWatch API, MetricDatum: Unit. */
export const UNITS = [
  ...["Seconds", "Microseconds", "Milliseconds"],
  ...["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"],
  ...["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"],
  ...["Percent", "Count", "None"],
  ...["Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second"],
  ...["Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second"],
  "Count/Second",
];

export const STATISTICS = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

const NUMBER = String.raw`\d+(\.\d+)?`;
const RANGE = String.raw`\((${NUMBER}%?)?:(${NUMBER}%?)?\)`;
/** CloudWatch User Guide, "CloudWatch statistics definitions". */
const EXTENDED = [
  new RegExp(`^(p|tm|wm|tc|ts)(100|\\d{1,2}(\\.\\d{1,10})?)$`),
  new RegExp(`^(TM|WM|TC|TS|PR)${RANGE}$`),
  /^IQM$/,
];

export function isExtendedStatistic(text: string): boolean {
  return EXTENDED.some((pattern) => pattern.test(text));
}

/** Whether a period in seconds is allowed; `short` are those below a minute. */
export function isPeriod(seconds: number, short: readonly number[]): boolean {
  return short.includes(seconds) || (seconds > 0 && seconds % 60 === 0);
}

/** The ids of other queries that a metric math expression uses: ids begin in lower case, functions in upper. */
export function idsIn(expression: string): string[] {
  // Metrics Insights queries are SQL and use no ids.
  if (/^\s*SELECT\b/i.test(expression)) return [];
  const bare = expression.replace(/'[^']*'|"[^"]*"/g, " ");
  return (bare.match(/[A-Za-z_]\w*/g) ?? []).filter((word) => /^[a-z]/.test(word));
}
