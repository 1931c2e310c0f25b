/** Draws a chart over time on a canvas. Loaded with the first chart. */

import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Band, type Line, type Mark, paint } from "@/kit/charts/model";
import classes from "@/kit/charts/Plot.module.css";
import type { TimeChartProps } from "@/kit/charts/TimeChart";
import { date, dayOfYear, hourOfDay, localDay, number, time } from "@/kit/format";

type Props = TimeChartProps & { height: number };

/** Seconds between the ticks of an axis of days, on which hours would mean nothing. */
const WHOLE_DAYS = [1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 60, 90, 180, 365, 730].map((days) => days * 86_400);

export default function Plot(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of the scheme are read while drawing
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const plot = new uPlot(options(props, element.clientWidth, tip), columns(props), element);
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: props.height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [props.times, props.lines, props.bands, props.marks, props.height, scheme]);

  return (
    <div className={classes.chart} style={{ minHeight: props.height }}>
      <div ref={host} />
      <div ref={tip} className={classes.tip} hidden />
    </div>
  );
}

function columns({ times, lines, bands = [] }: Props): uPlot.AlignedData {
  return [
    times.map((at) => at / 1000),
    ...bands.flatMap((band) => [band.high, band.low]),
    ...lines.map((line) => line.values),
  ] as unknown as uPlot.AlignedData;
}

function options(props: Props, width: number, tip: { current: HTMLDivElement | null }): uPlot.Options {
  const { bands = [], lines, marks = [], format = number, resolution = "day", together, height } = props;
  const grid = { stroke: paint("muted", 0.18), width: 1 };
  const axis = {
    stroke: paint("muted"),
    grid,
    ticks: { ...grid, size: 4 },
    font: "12px system-ui, sans-serif",
  };
  return {
    width,
    height,
    padding: [10, 22, 0, 4],
    tzDate: (seconds) =>
      resolution === "day" ? uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") : new Date(seconds * 1000),
    legend: { show: false },
    cursor: { sync: together ? { key: together } : undefined, points: { size: 7 } },
    scales: { x: { time: true }, y: { range: spread } },
    axes: [
      {
        ...axis,
        space: 70,
        values: (_, splits, __, ___, step) => splits.map((one) => moment(one * 1000, step, resolution)),
        ...(resolution === "day" && { incrs: WHOLE_DAYS }),
      },
      { ...axis, size: 64, values: (_, splits) => splits.map((one) => format(one)) },
    ],
    series: [{}, ...bands.flatMap(edges), ...lines.map(stroke)],
    bands: bands.map((band, index) => ({
      series: [2 * index + 1, 2 * index + 2] as [number, number],
      fill: paint(band.colour, band.opacity),
    })),
    hooks: {
      draw: [(plot) => drawMarks(plot, marks)],
      setCursor: [(plot) => showTip(plot, props, tip.current)],
    },
  };
}

/** Write a moment of the axis: a day, or where a day has several of them the time of the day. */
function moment(at: number, step: number, resolution: "day" | "time"): string {
  if (resolution === "day") return dayOfYear(at);
  return step >= 86_400 ? localDay(at) : hourOfDay(at);
}

/** Leave room above and below, and begin at zero where the values are near it. */
function spread(_: uPlot, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  const bottom = low >= 0 && low < high * 0.6 ? 0 : low - room;
  return [bottom, high + room];
}

function edges(band: Band): uPlot.Series[] {
  const edge = {
    stroke: paint(band.colour, Math.min(1, band.opacity * 1.6)),
    width: 1,
    points: { show: false },
  };
  return [edge, edge];
}

function stroke(line: Line): uPlot.Series {
  return {
    label: line.label,
    stroke: paint(line.colour),
    width: line.dots ? 0 : 2,
    dash: line.dashed ? [6, 5] : undefined,
    fill: line.filled ? paint(line.colour, 0.12) : undefined,
    points: { show: line.dots ?? false, size: 5, fill: paint(line.colour) },
    paths: line.dots ? () => null : undefined,
    spanGaps: false,
  };
}

function drawMarks(plot: uPlot, marks: readonly Mark[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const mark of marks) {
    const x = plot.valToPos(mark.at / 1000, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = paint(mark.colour ?? "warm");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function showTip(plot: uPlot, props: Props, tip: HTMLDivElement | null): void {
  if (!tip) return;
  const { idx, left = -1 } = plot.cursor;
  const at = idx === null || idx === undefined ? undefined : props.times[idx];
  if (at === undefined || idx === null || idx === undefined || left < 0) {
    tip.hidden = true;
    return;
  }
  const format = props.format ?? number;
  const rows = [
    ...props.lines
      .filter((line) => isKnown(line.values[idx]))
      .map((line) => `${line.label}: ${format(line.values[idx])}`),
    ...(props.bands ?? [])
      .filter((band) => isKnown(band.low[idx]) && isKnown(band.high[idx]))
      .map((band) => `${band.label}: ${format(band.low[idx])} to ${format(band.high[idx])}`),
    ...near(plot, props.marks ?? [], left),
  ];
  const head = props.resolution === "time" ? time(at) : date(new Date(at).toISOString());
  tip.replaceChildren(...[head, ...rows].map(lineOfTip));
  tip.hidden = false;
  const right = left > plot.over.clientWidth / 2;
  tip.style.left = right ? "" : `${left + plot.over.offsetLeft + 14}px`;
  tip.style.right = right ? `${plot.over.clientWidth - left + 20}px` : "";
}

const isKnown = (value: number | null | undefined): value is number => value !== null && value !== undefined;

function near(plot: uPlot, marks: readonly Mark[], left: number): string[] {
  return marks
    .filter((mark) => Math.abs(plot.valToPos(mark.at / 1000, "x") - left) < 6)
    .slice(0, 3)
    .map((mark) => mark.label);
}

function lineOfTip(text: string): HTMLElement {
  const line = document.createElement("div");
  line.textContent = text;
  return line;
}
