import { Stack, Text } from "@mantine/core";
import { factor, inUnit, type Preview, type Scenario, type Stream } from "@/features/simulators/model";
import { Warnings } from "@/features/simulators/Warnings";
import { DataTable } from "@/kit/DataTable";
import { number, time } from "@/kit/format";

type Props = {
  preview: readonly Preview[];
  warnings: readonly string[];
  streams: readonly Stream[];
  scenarios: readonly Scenario[];
  /** Said when it changes nothing. */
  none?: string;
};

const NONE = "It changes the rate of no stream.";

/** What something would do: stream by stream before, at its peak, and when it is over. */
export function PreviewTable({ preview, warnings, streams, scenarios, none = NONE }: Props) {
  return (
    <Stack gap="sm">
      {preview.length === 0 ? (
        <Text size="sm">{none}</Text>
      ) : (
        <DataTable
          caption="What it would do"
          rows={preview}
          rowKey={(row) => row.stream}
          minWidth={760}
          columns={[
            { key: "stream", head: "Stream", cell: (row) => row.stream },
            { key: "begins", head: "Begins at", cell: (row) => time(row.beginsAt) },
            { key: "before", head: "Before", numeric: true, cell: (row) => factor(row.before) },
            {
              key: "peak",
              head: "At its peak",
              numeric: true,
              cell: (row) => <b>{peakText(row, streams)}</b>,
            },
            { key: "at", head: "Peak at", cell: (row) => time(row.peakAt) },
            {
              key: "back",
              head: "Back at",
              cell: (row) => (row.backAt === null ? "Not in sight" : time(row.backAt)),
            },
          ]}
        />
      )}
      {warnings.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            What acts together
          </Text>
          <Warnings warnings={warnings} scenarios={scenarios} events={[]} />
        </div>
      )}
    </Stack>
  );
}

function peakText(row: Preview, streams: readonly Stream[]): string {
  if (row.override !== null) {
    return inUnit(row.override, streams.find(({ name }) => name === row.stream)?.override);
  }
  const added =
    row.added === 0 ? "" : ` ${row.added > 0 ? "+" : "−"} ${number(Math.abs(row.added), 1)} an hour`;
  return `${factor(row.peak)}${added}`;
}
