/** The measurements as pictures, drawn without a browser. */
import * as echarts from "echarts";
import type { Measurement } from "./measure";

const SIZE = { width: 960, height: 320 } as const;

/** Without a browser texts are taken for narrower than they are: the gap keeps a name off the next one's mark. */
const LEGEND = { bottom: 0, itemGap: 32 } as const;

/** 95th percentile of each second, by route. */
export function latencyOverTime(measured: readonly Measurement[]): string {
  const longest = Math.max(0, ...measured.map(({ seconds }) => seconds.length));
  return svg({
    title: { text: "95th percentile of each second" },
    xAxis: { type: "category", name: "s", data: Array.from({ length: longest }, (_, index) => index + 1) },
    yAxis: { type: "value", name: "ms" },
    legend: LEGEND,
    series: measured.map(({ route, seconds }) => ({
      type: "line",
      name: route,
      showSymbol: false,
      data: seconds.map(({ p95 }) => round(p95)),
    })),
  });
}

/** Answers and failures of each second, all routes together. */
export function requestsOverTime(measured: readonly Measurement[]): string {
  const longest = Math.max(0, ...measured.map(({ seconds }) => seconds.length));
  const total = (of: "requests" | "failed"): number[] =>
    Array.from({ length: longest }, (_, index) =>
      measured.reduce((sum, { seconds }) => sum + (seconds.at(index)?.[of] ?? 0), 0),
    );
  return svg({
    title: { text: "Requests a second" },
    xAxis: { type: "category", name: "s", data: Array.from({ length: longest }, (_, index) => index + 1) },
    yAxis: { type: "value" },
    legend: LEGEND,
    series: [
      { type: "line", name: "all", areaStyle: {}, showSymbol: false, data: total("requests") },
      {
        type: "line",
        name: "failed",
        areaStyle: {},
        showSymbol: false,
        color: "#c00",
        data: total("failed"),
      },
    ],
  });
}

/** Percentiles of each route beside each other. */
export function latencyByRoute(measured: readonly Measurement[]): string {
  return svg({
    title: { text: "Latency by route" },
    xAxis: { type: "value", name: "ms" },
    yAxis: { type: "category", inverse: true, data: measured.map(({ route }) => route) },
    legend: LEGEND,
    series: (["p50", "p95", "p99"] as const).map((name) => ({
      type: "bar",
      name,
      data: measured.map(({ latency }) => round(latency[name])),
    })),
  });
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

function svg(option: echarts.EChartsCoreOption): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, ...SIZE });
  try {
    // Room for the routes' names, which the axis would cut.
    chart.setOption({
      animation: false,
      grid: { left: 24, right: 56, bottom: 56, top: 56, containLabel: true },
      ...option,
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
