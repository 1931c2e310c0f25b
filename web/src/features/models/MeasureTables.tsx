import {
  heldAt80,
  type Measures,
  type MetricAccuracy,
  measure,
  type Performance,
  partName,
} from "@/features/models/accuracy";
import { Tag } from "@/kit/badges";
import { type Column, DataTable } from "@/kit/DataTable";
import { figure, metricName, NONE, number, share } from "@/kit/format";
import { Section } from "@/kit/Section";

type Part = Performance["horizons"][number];

function measured<Row extends { measures: Measures }>(): Column<Row>[] {
  return [
    { key: "wape", head: "WAPE", numeric: true, cell: ({ measures }) => share(measures.wape, 1) },
    {
      key: "grade",
      head: "Grade",
      cell: ({ measures }) => (measures.grade ? <Tag value={measures.grade} /> : NONE),
    },
    { key: "mase", head: "MASE", numeric: true, cell: ({ measures }) => measure(measures.mase) },
    { key: "smape", head: "sMAPE", numeric: true, cell: ({ measures }) => share(measures.smape, 1) },
    { key: "r2", head: "R²", numeric: true, cell: ({ measures }) => measure(measures.r2) },
    {
      key: "scaled",
      head: "Scaled pinball",
      numeric: true,
      cell: ({ measures }) => measure(measures.scaledPinball),
    },
    { key: "held", head: "80 % held", numeric: true, cell: ({ measures }) => share(heldAt80(measures)) },
    { key: "days", head: "Days", numeric: true, cell: ({ measures }) => number(measures.sampleSize) },
  ];
}

/** How accuracy goes with the distance of the day that was forecast. */
export function PartTable({ name, parts }: { name: string; parts: readonly Part[] }) {
  const columns: Column<Part>[] = [
    { key: "part", head: "Days ahead", cell: (part) => partName(part) },
    ...measured<Part>(),
  ];
  return (
    <Section title={`${name} by distance`} note="How far ahead the days were">
      <DataTable
        caption={`Accuracy of ${name} by days ahead`}
        columns={columns}
        rows={parts}
        rowKey={(part) => String(part.firstDay)}
        minWidth={680}
      />
    </Section>
  );
}

type MetricTableProps = { title: string; note: string; metrics: readonly MetricAccuracy[] };

/** Accuracy of each metric, errors in its unit among the measures. */
export function MetricTable({ title, note, metrics }: MetricTableProps) {
  const inUnit = (row: MetricAccuracy, value: number | null) =>
    value === null ? NONE : figure(value, row.unit ?? "", row.metric);
  const columns: Column<MetricAccuracy>[] = [
    { key: "metric", head: "Metric", cell: (row) => metricName(row.metric) },
    ...measured<MetricAccuracy>(),
    { key: "mae", head: "Mean error", numeric: true, cell: (row) => inUnit(row, row.measures.mae) },
    { key: "pinball", head: "Pinball", numeric: true, cell: (row) => inUnit(row, row.measures.pinball) },
    ...metricParts(metrics),
  ];
  return (
    <Section title={title} note={note}>
      <DataTable
        caption={`${title}, measures`}
        columns={columns}
        rows={metrics}
        rowKey={(row) => row.metric}
        minWidth={900}
      />
    </Section>
  );
}

/** A column for the error of each part of the horizon that some metric has. */
function metricParts(metrics: readonly MetricAccuracy[]): Column<MetricAccuracy>[] {
  const parts = new Map(metrics.flatMap((row) => row.horizons.map((part) => [part.firstDay, part])));
  if (parts.size < 2) return [];
  return [...parts.values()]
    .sort((a, b) => a.firstDay - b.firstDay)
    .map((part) => ({
      key: `part ${part.firstDay}`,
      head: `WAPE, ${partName(part).toLowerCase()}`,
      numeric: true,
      cell: (row) => share(row.horizons.find((one) => one.firstDay === part.firstDay)?.measures.wape, 1),
    }));
}
