import { Badge, Stack, Text, Title } from "@mantine/core";
import type { RiskRow } from "@/features/simulations/diff";
import type { SimulationComparedQuery } from "@/features/simulations/operations";
import { riskName } from "@/features/simulations/Risks";
import { type Column, DataTable } from "@/kit/DataTable";
import { metricName, money, NONE, share, words } from "@/kit/format";

type Risk = NonNullable<SimulationComparedQuery["simulation"]>["risks"][number];

const COLOURS = { New: "orange", Changed: "blue", Gone: "green", "The same": "gray" };

const COLUMNS: Column<RiskRow<Risk>>[] = [
  {
    key: "what",
    head: "Since then",
    cell: (row) => (
      <Badge variant="light" color={COLOURS[row.what]} radius="sm" tt="none" miw="max-content">
        {row.what}
      </Badge>
    ),
  },
  { key: "risk", head: "Risk", cell: named },
  { key: "base", head: "Earlier", cell: (row) => told(row.base) },
  { key: "other", head: "Later", cell: (row) => told(row.other) },
];

/** Which risks are new, gone or otherwise than before. */
export function DiffRisks({ rows }: { rows: readonly RiskRow<Risk>[] }) {
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Risks
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          Neither run found a risk.
        </Text>
      ) : (
        <DataTable
          caption="Risks of both runs"
          columns={COLUMNS}
          rows={rows}
          rowKey={(row) => row.key}
          minWidth={420}
        />
      )}
    </Stack>
  );
}

function named({ base, other }: RiskRow<Risk>): string {
  const risk = other ?? base;
  if (!risk) return NONE;
  return risk.metric ? `${riskName(risk)}, ${metricName(risk.metric)}` : riskName(risk);
}

function told(risk: Risk | null): string {
  if (!risk) return NONE;
  const stake = risk.impact ? `, ${money(Number(risk.impact.amount), risk.impact.currency)}` : "";
  return `${words(risk.severity)}, ${share(risk.probability)}${stake}`;
}
