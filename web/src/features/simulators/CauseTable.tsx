import { Stack } from "@mantine/core";
import { type Cause, KIND_NAMES } from "@/features/simulators/causes";
import type { Drawing } from "@/features/simulators/StripDrawing";
import { actingAt } from "@/features/simulators/strip";
import { type Column, DataTable } from "@/kit/DataTable";
import { number, time } from "@/kit/format";

type Block = { at: number; value: number | null };

/** The strip in words and figures: what acts, what was done, and the stream block by block. */
export function CauseTable({ causes, deeds, stream, values, begin, block, stretch }: Drawing) {
  const inside = causes.filter(({ from, faded }) => from < stretch.end && faded > stretch.start);
  const done = deeds.filter(({ at }) => at >= stretch.start && at <= stretch.end);
  const blocks: Block[] = values.map((value, index) => ({ at: begin + index * block, value })).reverse();
  return (
    <div style={{ maxHeight: 460, overflow: "auto" }}>
      <Stack gap="md">
        <DataTable
          caption="What acts"
          rows={inside}
          rowKey={(row) => row.key}
          minWidth={620}
          columns={CAUSE_COLUMNS}
        />
        {done.length > 0 && (
          <DataTable
            caption="What was done"
            rows={done}
            rowKey={(row) => row.key}
            columns={[
              { key: "at", head: "Time", cell: (row) => time(row.at) },
              { key: "what", head: "Command", cell: (row) => row.label },
            ]}
          />
        )}
        <DataTable
          caption={`${stream}, block by block`}
          rows={blocks}
          rowKey={(row) => String(row.at)}
          columns={[
            { key: "at", head: "From", cell: (row) => time(row.at) },
            { key: "value", head: stream, numeric: true, cell: (row) => number(row.value, 2) },
            {
              key: "causes",
              head: "What acted",
              cell: (row) =>
                actingAt(inside, row.at)
                  .map(({ label }) => label)
                  .join(", "),
            },
          ]}
        />
      </Stack>
    </div>
  );
}

const CAUSE_COLUMNS: Column<Cause>[] = [
  { key: "label", head: "Cause", cell: (row) => row.label },
  { key: "kind", head: "Kind", cell: (row) => KIND_NAMES[row.kind] },
  { key: "from", head: "From", cell: (row) => time(row.from) },
  { key: "to", head: "To", cell: (row) => time(row.to) },
  { key: "faded", head: "Faded", cell: (row) => time(row.faded) },
  { key: "told", head: "What it does", cell: (row) => row.told.join("; ") },
];
