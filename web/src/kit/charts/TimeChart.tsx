import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { type TimeChartData, tint } from "@/kit/charts/model";
import { type Column, DataTable } from "@/kit/DataTable";
import { date, NONE, number, time } from "@/kit/format";

const Plot = lazy(() => import("@/kit/charts/Plot"));

export type TimeChartProps = TimeChartData & {
  /** What the chart shows, for those who cannot see it. */
  label: string;
  /** How its values are written. */
  format?: (value: number | null | undefined) => string;
  height?: number;
  /** Whether moments are days, which are of UTC, or times, which are the viewer's. */
  resolution?: "day" | "time";
  /** Charts that share a word share their cursor. */
  together?: string;
};

type Row = { at: number; index: number };

/** A chart over time with zoom, and a table of the same values for those who would rather read. */
export function TimeChart({ height = 260, ...chart }: TimeChartProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs" wrap="wrap">
        <Legend {...chart} />
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setAsTable(!asTable)}>
          {asTable ? "Chart" : "Table"}
        </Button>
      </Group>
      {asTable ? (
        <Twin {...chart} height={height} />
      ) : (
        <div role="img" aria-label={`${chart.label}. A table of the values is behind the button “Table”.`}>
          <Suspense fallback={<Skeleton height={height} radius="sm" />}>
            <Plot {...chart} height={height} />
          </Suspense>
        </div>
      )}
    </Stack>
  );
}

function Legend({ lines, bands = [] }: TimeChartProps) {
  const keys = [
    ...lines.map((line) => ({ label: line.label, colour: tint(line.colour) })),
    ...bands.map((band) => ({
      label: band.label,
      colour: tint(band.colour, Math.min(1, band.opacity * 2)),
    })),
  ];
  return (
    <Group gap="md" wrap="wrap">
      {keys.map((key) => (
        <Group key={key.label} gap={6} wrap="nowrap">
          <span
            aria-hidden
            style={{ width: 12, height: 12, borderRadius: 3, backgroundColor: key.colour, flex: "none" }}
          />
          <Text size="xs">{key.label}</Text>
        </Group>
      ))}
    </Group>
  );
}

function Twin({
  label,
  times,
  lines,
  bands = [],
  format = number,
  resolution = "day",
  height,
}: TimeChartProps) {
  const rows: Row[] = times.map((at, index) => ({ at, index }));
  const write = resolution === "day" ? (at: number) => date(new Date(at).toISOString()) : time;
  const columns: Column<Row>[] = [
    { key: "at", head: resolution === "day" ? "Day" : "Time", cell: (row) => write(row.at) },
    ...lines.map((line) => ({
      key: line.label,
      head: line.label,
      numeric: true,
      cell: (row: Row) => format(line.values[row.index]),
    })),
    ...bands.map((band) => ({
      key: band.label,
      head: band.label,
      numeric: true,
      cell: (row: Row) =>
        typeof band.low[row.index] === "number"
          ? `${format(band.low[row.index])} to ${format(band.high[row.index])}`
          : NONE,
    })),
  ];
  return (
    <div style={{ maxHeight: height, overflow: "auto" }}>
      <DataTable caption={label} columns={columns} rows={rows} rowKey={(row) => String(row.at)} />
    </div>
  );
}
