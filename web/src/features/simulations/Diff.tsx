import { Button, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useQuery } from "urql";
import { DiffRisks } from "@/features/simulations/DiffRisks";
import {
  commonDays,
  compareRisks,
  compareScenarios,
  compareSpread,
  compareTotals,
  diffChart,
  type MetricRow,
  type Row,
} from "@/features/simulations/diff";
import { within } from "@/features/simulations/expectation";
import { MetricPicker } from "@/features/simulations/MetricPicker";
import { METRICS, unitOf } from "@/features/simulations/metrics";
import {
  type MetricType,
  SimulationComparedDocument,
  type SimulationComparedQuery,
} from "@/features/simulations/operations";
import { TimeChart } from "@/kit/charts/TimeChart";
import { type Column, DataTable } from "@/kit/DataTable";
import { change, date, figure, metricName, NONE, number, share, time, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Compared = NonNullable<SimulationComparedQuery["simulation"]>;

type Props = {
  base: string;
  other: string;
  currency: string;
  /** Last day of the campaign; what lies after it is not compared. */
  endDate?: string | null;
  metric: string | undefined;
  onMetric: (metric: MetricType) => void;
  onClose: () => void;
};

/** How two runs differ. */
export function Diff({ base, other, ...rest }: Props) {
  const [first, again] = useQuery({ query: SimulationComparedDocument, variables: { id: base } });
  const [second, anew] = useQuery({ query: SimulationComparedDocument, variables: { id: other } });
  return (
    <Answered answer={first} onRetry={() => again({ requestPolicy: "network-only" })} rows={1} height={420}>
      {(ours) => (
        <Answered
          answer={second}
          onRetry={() => anew({ requestPolicy: "network-only" })}
          rows={1}
          height={420}
        >
          {(theirs) =>
            ours.simulation && theirs.simulation ? (
              <Both {...inTime(ours.simulation, theirs.simulation)} {...rest} />
            ) : (
              <Empty title="One of the two is gone" hint="Choose two runs from the list." />
            )
          }
        </Answered>
      )}
    </Answered>
  );
}

/** The earlier run comes first, whichever was chosen first. */
function inTime(one: Compared, two: Compared): { base: Compared; other: Compared } {
  return one.createdAt <= two.createdAt ? { base: one, other: two } : { base: two, other: one };
}

function until(run: Compared, endDate: string | null | undefined): Compared {
  return { ...run, trajectories: within(run.trajectories, "day", endDate) };
}

type BothProps = { base: Compared; other: Compared } & Omit<Props, "base" | "other">;

function Both({
  base: earlier,
  other: later,
  endDate,
  currency,
  metric: wanted,
  onMetric,
  onClose,
}: BothProps) {
  const base = useMemo(() => until(earlier, endDate), [earlier, endDate]);
  const other = useMemo(() => until(later, endDate), [later, endDate]);
  const metrics = METRICS.filter((metric) =>
    [base, other].some((run) => run.trajectories.some((one) => one.metric === metric)),
  );
  const metric = metrics.find((one) => one === wanted) ?? metrics[0];
  const days = useMemo(() => commonDays(base.trajectories, other.trajectories), [base, other]);
  const names = { base: `Run of ${time(base.createdAt)}`, other: `Run of ${time(other.createdAt)}` };
  if (!metric) return <Empty title="Nothing to compare" hint="Neither run holds a forecast." />;
  return (
    <Section
      title="How two runs differ"
      note={`${names.base} and ${names.other}`}
      controls={
        <Group gap="xs">
          <MetricPicker value={metric} metrics={metrics} onChange={onMetric} />
          <Button size="xs" variant="default" onClick={onClose}>
            Stop comparing
          </Button>
        </Group>
      }
    >
      <Medians base={base} other={other} names={names} metric={metric} currency={currency} days={days} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Totals
          title="Totals"
          head="Metric"
          rows={compareTotals(base.trajectories, other.trajectories, days)}
          write={(value, row) => figure(value, unitOf(row.metric, currency), row.metric)}
          name={(row) => metricName(row.metric)}
        />
        <Totals
          title={`${metricName(metric)} by scenario`}
          head="Scenario"
          rows={compareScenarios(base.scenarios, other.scenarios, metric, days)}
          write={(value) => figure(value, unitOf(metric, currency), metric)}
          name={(row) => row.name}
        />
        <Sureness base={base} other={other} />
        <DiffRisks rows={compareRisks(base.risks, other.risks)} />
      </SimpleGrid>
    </Section>
  );
}

type MediansProps = Pick<BothProps, "base" | "other" | "currency"> & {
  names: { base: string; other: string };
  metric: MetricType;
  days: readonly string[];
};

function Medians({ base, other, names, metric, currency, days }: MediansProps) {
  const [ours, theirs] = [base, other].map(
    (run) => run.trajectories.find((one) => one.metric === metric)?.points ?? [],
  );
  const chart = useMemo(
    () => diffChart({ name: names.base, points: ours ?? [] }, { name: names.other, points: theirs ?? [] }),
    [names.base, names.other, ours, theirs],
  );
  const { medians, widths } = compareSpread(ours ?? [], theirs ?? [], days);
  const first = days[0];
  const last = days.at(-1);
  return (
    <Stack gap="xs">
      <Text>
        {first && last
          ? `Both forecast ${number(days.length)} days, ${date(first)} to ${date(last)}. On these the medians of a day lie ${share(medians)} apart${
              widths === null
                ? ""
                : `, and the later ranges are ${
                    Math.abs(widths) < 0.01
                      ? "about as wide"
                      : `${share(Math.abs(widths))} ${widths > 0 ? "wider" : "narrower"}`
                  }`
            }.`
          : "The two runs forecast no day in common: only their charts stand side by side."}
      </Text>
      <TimeChart
        label={`${metricName(metric)} by day in both runs`}
        height={280}
        format={(value) => figure(value, unitOf(metric, currency), metric)}
        {...chart}
      />
    </Stack>
  );
}

type TotalsProps<One extends Row> = {
  title: string;
  head: string;
  rows: readonly One[];
  write: (value: number | null, row: One) => string;
  name: (row: One) => string;
};

function Totals<One extends Row | MetricRow>({ title, head, rows, write, name }: TotalsProps<One>) {
  const columns: Column<One>[] = [
    { key: "name", head, cell: name },
    { key: "base", head: "Earlier", numeric: true, cell: (row) => write(row.base, row) },
    { key: "other", head: "Later", numeric: true, cell: (row) => write(row.other, row) },
    { key: "change", head: "Change", numeric: true, cell: (row) => change(row.change) },
  ];
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {title}
      </Title>
      <Text size="xs" c="dimmed">
        On the days that both forecast
      </Text>
      <DataTable caption={title} columns={columns} rows={rows} rowKey={(row) => row.name} minWidth={360} />
    </Stack>
  );
}

type Sure = { name: string; base: string; other: string };

function Sureness({ base, other }: { base: Compared; other: Compared }) {
  const told = (name: string, of: (run: Compared) => string): Sure => ({
    name,
    base: of(base),
    other: of(other),
  });
  const rows = [
    told("Confidence", ({ confidence }) => `${words(confidence.level)}, ${share(confidence.value)}`),
    told("Held by the 80% range", ({ confidence }) => share(confidence.coverage80)),
    told("Median off by", ({ confidence }) => share(confidence.wape)),
    told("Past days tested", ({ confidence }) => number(confidence.sampleSize)),
    told("Days ahead", (run) => number(run.horizonDays)),
    told("Weighted", (run) => words(run.strategy)),
    told("Advice", ({ recommendations }) => recommendations.map((one) => one.title).join("; ") || NONE),
  ];
  const columns: Column<Sure>[] = [
    { key: "name", head: "What", cell: (row) => row.name },
    { key: "base", head: "Earlier", cell: (row) => row.base },
    { key: "other", head: "Later", cell: (row) => row.other },
  ];
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        How sure they are
      </Title>
      <DataTable
        caption="Confidence of both runs"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.name}
        minWidth={360}
      />
    </Stack>
  );
}
