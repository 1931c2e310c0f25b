import { Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { EntryFault, Pasted } from "@/features/campaign/plan/entry";
import { type Column, DataTable } from "@/kit/DataTable";
import { FileChoice } from "@/kit/files/FileChoice";
import type { Source } from "@/kit/files/file";
import { number } from "@/kit/format";

type Props = {
  text: string;
  pasted: Pasted;
  /** What is wrong with the lines, by their place among those that were read. */
  faults: readonly EntryFault[];
  onChange: (text: string) => void;
};

type Wrong = { key: string; line: number; text: string; message: string };

const COLUMNS: Column<Wrong>[] = [
  { key: "line", head: "Line", numeric: true, cell: (one) => number(one.line) },
  {
    key: "text",
    head: "What it says",
    cell: (one) => (
      <Text size="sm" ff="monospace" maw={240} truncate title={one.text}>
        {one.text}
      </Text>
    ),
  },
  { key: "message", head: "What is wrong", cell: (one) => one.message },
];

const MOST_SHOWN = 50;

/** A plan as a spreadsheet has it: lines that are pasted, or a file of them. */
export function PasteFields({ text, pasted, faults, onChange }: Props) {
  const wrong = wrongOf(pasted, faults);
  return (
    <Stack gap="xs">
      <Textarea
        label="Lines"
        description="A day and its amount in each, or a first day, a last day and the amount of each of them"
        placeholder={"2026-12-01, 120.00\n2026-12-02, 2026-12-06, 150.00"}
        minRows={6}
        maxRows={14}
        autosize
        spellCheck={false}
        styles={{ input: { fontFamily: "monospace" } }}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <FromFile onText={onChange} />
      {text.trim() && (
        <Text size="sm" role="status">
          {pasted.lines.length === 1 ? "1 line was read." : `${number(pasted.lines.length)} lines were read.`}
        </Text>
      )}
      {wrong.length > 0 && (
        <>
          <Text size="sm" fw={600} role="alert">
            {wrong.length === 1
              ? "1 line has to be mended"
              : `${number(wrong.length)} lines have to be mended`}
          </Text>
          <DataTable
            caption="Lines that have to be mended"
            columns={COLUMNS}
            rows={wrong.slice(0, MOST_SHOWN)}
            rowKey={(one) => one.key}
            minWidth={420}
          />
        </>
      )}
    </Stack>
  );
}

function wrongOf({ lines, faults: unread }: Pasted, faults: readonly EntryFault[]): Wrong[] {
  const refused = faults.flatMap(({ place, message }) => {
    const line = lines[place];
    return line ? [{ line: line.line, text: line.text, message }] : [];
  });
  return [...unread, ...refused]
    .sort((one, other) => one.line - other.line)
    .map((one, index) => ({ ...one, key: String(index) }));
}

/** The lines stay in the field above, where they can be mended. */
function FromFile({ onText }: { onText: (text: string) => void }) {
  const [source, setSource] = useState<Source | null>(null);
  return (
    <FileChoice
      label="File with a plan"
      prompt="Or drop a CSV file with such lines here"
      note="A first line may name the columns."
      source={source}
      onSource={(next) => {
        setSource(next);
        onText(next.text);
      }}
    />
  );
}
