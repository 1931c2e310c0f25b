import { Text } from "@mantine/core";
import { type Column, DataTable } from "@/kit/DataTable";
import { figure, NONE, words } from "@/kit/format";

type Fact = { label: string; value: number; unit: string; threshold: number | null; source: string };

const COLUMNS: Column<Fact>[] = [
  { key: "label", head: "What was looked at", cell: (fact) => fact.label },
  { key: "value", head: "Found", numeric: true, cell: (fact) => written(fact.value, fact) },
  {
    key: "threshold",
    head: "Held against",
    numeric: true,
    cell: (fact) => (fact.threshold === null ? NONE : written(fact.threshold, fact)),
  },
  { key: "source", head: "From", cell: (fact) => words(fact.source) },
];

function written(value: number, { unit, label }: Fact): string {
  if (unit === "ratio" && value > 0 && value < 0.0001) return "below 0.01 %";
  return figure(value, unit, label);
}

/** The figures that a claim rests on, behind a word. */
export function Evidence({ of, facts }: { of: string; facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <details>
      <summary>
        <Text span size="sm">
          What it rests on
        </Text>
      </summary>
      <Facts of={of} facts={facts} />
    </details>
  );
}

/** The same, in sight. */
export function Facts({ of, facts }: { of: string; facts: readonly Fact[] }) {
  return (
    <DataTable
      caption={`Evidence for ${of}`}
      columns={COLUMNS}
      rows={facts}
      rowKey={(fact) => fact.label}
      minWidth={420}
    />
  );
}
