import { Group, Paper, SimpleGrid, Text } from "@mantine/core";
import type { CurrencyDashboard, Dashboard } from "@/features/dashboard/OverviewPage";
import { change, figure, metricName, money, number } from "@/kit/format";

type Kpi = CurrencyDashboard["kpis"][number];

/** More of these is worse. */
const COSTS = new Set(["CPC", "CPM", "CPA"]);

/** Neither more nor less of it is better by itself. */
const NEUTRAL = new Set(["SPEND"]);

const SHOWN = ["SPEND", "REVENUE", "ROI", "CONVERSIONS", "CPA", "CTR"];

/** The figures that decide, beside those of as many days before. */
export function Figures({ counts, money: of }: { counts: Dashboard["counts"]; money: CurrencyDashboard }) {
  const shown = SHOWN.flatMap((name) => of.kpis.find((kpi) => kpi.kpi === name) ?? []);
  return (
    <section aria-label={`Figures in ${of.currency}`}>
      <SimpleGrid cols={{ base: 2, sm: 4, xl: 8 }} spacing="sm">
        <Tile
          name="Campaigns"
          value={number(of.campaigns)}
          note={`${number(counts.needingAttention)} need attention`}
        />
        <Tile
          name="Budget"
          value={money(Number(of.totalBudget.amount), of.currency)}
          note={`${number(of.coverage.observedDays)} of ${number(of.coverage.days)} days observed`}
        />
        {shown.map((kpi) => (
          <Tile
            key={kpi.kpi}
            name={metricName(kpi.kpi)}
            value={figure(kpi.value, kpi.unit, kpi.kpi)}
            note={`before: ${figure(kpi.previous, kpi.unit, kpi.kpi)}`}
            change={kpi}
          />
        ))}
      </SimpleGrid>
    </section>
  );
}

function Tile({
  name,
  value,
  note,
  change: kpi,
}: {
  name: string;
  value: string;
  note: string;
  change?: Kpi;
}) {
  return (
    <Paper withBorder p="sm" radius="md">
      <Text size="xs" c="dimmed" fw={600}>
        {name}
      </Text>
      <Group gap={8} align="baseline" wrap="wrap">
        <Text fz={22} fw={700} lh={1.35}>
          {value}
        </Text>
        {kpi && kpi.relativeChange !== null && kpi.relativeChange !== undefined && (
          <Text size="sm" fw={600} c={colourOf(kpi.kpi, kpi.relativeChange)}>
            {change(kpi.relativeChange)}
          </Text>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Paper>
  );
}

/** Return the colour of a change: good, bad, or neither. */
export function colourOf(kpi: string, relative: number): string {
  if (NEUTRAL.has(kpi) || Math.abs(relative) < 0.005) return "dimmed";
  return relative > 0 === !COSTS.has(kpi) ? "green" : "red";
}
