/** Forecasts as comma-separated values. */

import type { Trajectory } from "@/features/simulations/fan";
import { inOrder } from "@/features/simulations/metrics";
import { type Cell, csv } from "@/kit/csv";

const LEVELS = [0.5, 0.8, 0.95];

const HEAD: Cell[] = [
  "forecast",
  "metric",
  "start",
  "days",
  "median",
  "mean",
  ...LEVELS.flatMap((level) => [`lower_${level * 100}`, `upper_${level * 100}`]),
  "actual",
];

type Named = { name: string; trajectories: readonly Trajectory[] };

/** Write forecasts, one row a metric and period: the one of the campaign and those of its scenarios. */
export function trajectoriesCsv(forecasts: readonly Named[]): string {
  const rows = forecasts.flatMap(({ name, trajectories }) =>
    inOrder(trajectories).flatMap(({ metric, points }) =>
      points.map((point): Cell[] => [
        name,
        metric,
        point.at.slice(0, 10),
        point.days,
        point.median,
        point.mean,
        ...LEVELS.flatMap((level) => {
          const interval = point.intervals.find((one) => one.level === level);
          return [interval?.lower ?? null, interval?.upper ?? null];
        }),
        point.actual,
      ]),
    ),
  );
  return csv([HEAD, ...rows]);
}

/** Return a name for a file that any system takes. */
export function fileName(...parts: string[]): string {
  return parts
    .join(" ")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
