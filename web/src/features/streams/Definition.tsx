import { Code, Stack, Text } from "@mantine/core";
import type { OneStreamQuery } from "@/features/streams/operations";
import { type Column, DataTable } from "@/kit/DataTable";
import { number, share, words } from "@/kit/format";

type Stream = NonNullable<OneStreamQuery["simulator"]>["streams"][number];
type Field = Stream["fields"][number];

const FIELDS: Column<Field>[] = [
  { key: "name", head: "Field", cell: (field) => <Code>{field.name}</Code> },
  {
    key: "kind",
    head: "Kind",
    cell: (field) => `${words(field.kind)}${field.required ? "" : ", may be missing"}`,
  },
  {
    key: "meaning",
    head: "What it means",
    cell: (field) =>
      field.values.length > 0 ? `${field.description} One of ${field.values.join(", ")}.` : field.description,
  },
];

/** How often a stream tells something, what moves it, and what its events hold. */
export function Definition({ streams, name }: { streams: readonly Stream[]; name: string }) {
  const stream = streams.find((one) => one.name === name);
  if (!stream) return null;
  return (
    <Stack gap="sm">
      <Text size="sm">{sentences(stream).join(" ")}</Text>
      <DataTable
        caption={`Fields of ${name}`}
        columns={FIELDS}
        rows={stream.fields}
        rowKey={(field) => field.name}
      />
    </Stack>
  );
}

function sentences(stream: Stream): string[] {
  const { peak, aliases, derived } = stream;
  return [
    `Number ${stream.number} of the catalogue. ${cadence(stream)}, about ${number(stream.eventsPerDay)} events on a usual day, give or take ${share(stream.variance)}.`,
    follows(stream),
    ...(peak ? [`Busiest from ${peak.start} to ${peak.end} o’clock: × ${number(peak.factor, 2)}.`] : []),
    ...(stream.valueKind === "GAUGE" ? ["It is a level, not a count."] : []),
    ...(aliases.length > 0 ? [`Also called ${aliases.join(", ")}.`] : []),
    ...derived.map((one) => `With it goes a second series. ${one.description}`),
  ];
}

function cadence({ cadence: often, veryLow }: Stream): string {
  if (often === "HIGH") return "Checked every few seconds";
  if (often === "MEDIUM") return "Checked every few minutes";
  return veryLow ? "Checked every few hours" : "Checked every half hour or so";
}

function follows({ timeOfDay, weekday }: Stream): string {
  if (timeOfDay && weekday) return "It follows the hours of the day and the days of the week.";
  if (timeOfDay) return "It follows the hours of the day.";
  return weekday
    ? "It follows the days of the week."
    : "It follows neither the hours nor the days of the week.";
}
