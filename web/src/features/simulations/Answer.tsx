import { Alert, Group, Paper, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { COSTS, METRICS, relative, type Totals, totalOf, unitOf } from "@/features/simulations/metrics";
import type { MetricType, SimulationReportQuery } from "@/features/simulations/operations";
import { change, figure, metricName, NONE, number, share, words } from "@/kit/format";
import { Section } from "@/kit/Section";

type Report = NonNullable<SimulationReportQuery["simulation"]>;

export type Expectation = {
  /** Days that are forecast, from the day after the last observed one to the campaign's end at most. */
  days: number;
  period: string;
  expected: Totals;
  /** As many days before; none when not all of them were observed. */
  before: Totals | null;
  low: { name: string; totals: Totals } | null;
  high: { name: string; totals: Totals } | null;
  /** What was observed on forecast days so far, and what was expected of the same days. */
  since: { days: number; observed: Totals; expected: Totals } | null;
};

type Props = { currency: string; expectation: Expectation };

/** The answer in one sentence and a few figures: what to expect, within what, and against what was. */
export function Answer({ currency, expectation }: Props) {
  const { expected, days, period } = expectation;
  const shown = METRICS.filter((metric) => totalOf(metric, expected) !== null).slice(0, 8);
  return (
    <Section title="What to expect" note={period}>
      <Text size="lg" lh={1.5}>
        {sentence(currency, expectation)}
      </Text>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        {shown.map((metric) => (
          <Tile key={metric} metric={metric} currency={currency} expectation={expectation} />
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {`Figures are what ${number(days)} days should come to on average.`}
        {expectation.low &&
          expectation.high &&
          ` The range goes from the scenario “${expectation.low.name}” to “${expectation.high.name}”.`}
        {expectation.before && ` Changes are against the ${number(days)} days before.`}
      </Text>
    </Section>
  );
}

function sentence(currency: string, { days, expected, before, low, high }: Expectation): string {
  const metric = (["REVENUE", "CONVERSIONS", "CLICKS", "IMPRESSIONS"] as const).find((one) =>
    expected.has(one),
  );
  if (!metric) return "Nothing can be forecast from what was observed.";
  const write = (value: number | null) => figure(value, unitOf(metric, currency), metric);
  const total = totalOf(metric, expected);
  const moved = relative(total, before && totalOf(metric, before));
  const spend = totalOf("SPEND", expected);
  const range =
    low && high
      ? ` A poor outcome is around ${write(totalOf(metric, low.totals))}, a good one around ${write(totalOf(metric, high.totals))}.`
      : "";
  const against =
    moved === null
      ? ""
      : Math.abs(moved) < 0.02
        ? ", about as much as in as many days before"
        : `, ${share(Math.abs(moved))} ${moved > 0 ? "more" : "less"} than in as many days before`;
  const cost = spend !== null && metric !== "IMPRESSIONS" ? ` for ${figure(spend, currency)} of spend` : "";
  return `In ${number(days)} days expect about ${write(total)} ${metric === "REVENUE" ? "of revenue" : metricName(metric).toLowerCase()}${cost}${against}.${range}`;
}

function Tile({ metric, currency, expectation }: Props & { metric: MetricType }) {
  const { expected, before, low, high, since } = expectation;
  const write = (totals: Totals | null) =>
    totals ? figure(totalOf(metric, totals), unitOf(metric, currency), metric) : NONE;
  const moved = relative(totalOf(metric, expected), before && totalOf(metric, before));
  const came = since && totalOf(metric, since.observed);
  return (
    <Paper withBorder p="sm" radius="md">
      <Group justify="space-between" gap={4} wrap="nowrap">
        <Text size="xs" c="dimmed" fw={600}>
          {metricName(metric)}
        </Text>
        {moved !== null && (
          <Text size="xs" fw={700} c={colourOf(metric, moved)}>
            {change(moved)}
          </Text>
        )}
      </Group>
      <Text fz={22} fw={700} lh={1.35}>
        {write(expected)}
      </Text>
      {low && high && (
        <Text size="xs" c="dimmed">
          {ends(write(low.totals), write(high.totals), metric, low.totals, high.totals)}
        </Text>
      )}
      {since && came !== null && (
        <Text size="xs">
          {`${since.days === 1 ? "First day" : `First ${number(since.days)} days`}: ${write(since.observed)}, expected ${write(since.expected)}`}
        </Text>
      )}
    </Paper>
  );
}

function ends(low: string, high: string, metric: MetricType, under: Totals, over: Totals): string {
  const turned = (totalOf(metric, under) ?? 0) > (totalOf(metric, over) ?? 0);
  if (low === NONE || high === NONE) return "";
  return turned ? `${high} to ${low}` : `${low} to ${high}`;
}

function colourOf(metric: MetricType, moved: number): string {
  if (metric === "SPEND" || Math.abs(moved) < 0.005) return "dimmed";
  return moved > 0 === !COSTS.has(metric) ? "green" : "red";
}

/** How far the forecast can be trusted, in words first. */
export function ConfidenceCard({ confidence }: { confidence: Report["confidence"] }) {
  const { value, level, statement, coverage80, wape, sampleSize, flagged } = confidence;
  return (
    <Section title="How sure this is">
      <Stack gap="xs">
        <Group justify="space-between" align="baseline">
          <Text fz={22} fw={700} lh={1.35}>
            {`${words(level)} confidence`}
          </Text>
          <Text fw={600}>{share(value)}</Text>
        </Group>
        <Progress value={value * 100} color={flagged ? "orange" : "green"} aria-label="Confidence" />
        <Text size="sm">{statement}</Text>
        {flagged && (
          <Alert color="orange" p="xs">
            <Text size="sm">
              Below 70 %: take it as a rough guide, and collect more days before you rely on it.
            </Text>
          </Alert>
        )}
        {sampleSize > 0 && (
          <Text size="xs" c="dimmed">
            {`Tested on ${number(sampleSize)} past days. The 80 % range held ${share(coverage80)} of them; the median was off by ${share(wape)}.`}
          </Text>
        )}
      </Stack>
    </Section>
  );
}
