import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import classes from "@/features/audiences/audiences.module.css";
import type { AudienceKind, PredictionFragment } from "@/features/audiences/operations";
import { featureName, horizonName, oddsChange, rate, rateName, rateOf } from "@/features/audiences/words";
import { type Column, DataTable } from "@/kit/DataTable";
import { change, number, share, words } from "@/kit/format";
import { Section } from "@/kit/Section";

type Rate = PredictionFragment["rates"][number];
type Driver = Rate["drivers"][number];

const COLOURS: Record<string, string> = {
  "very high": "green",
  high: "green",
  medium: "yellow",
  low: "orange",
  "very low": "red",
};

/** How many drivers stand there before one asks for all. */
const FEW = 6;

/** What a model predicts: each rate with its band, how sure that is, and what moves it. */
export function Predicted({ prediction }: { prediction: PredictionFragment }) {
  const { kind, rates } = prediction;
  const names = [...new Set(rates.map((one) => one.rate))];
  return (
    <Stack gap="md">
      {names.map((name) => (
        <RateCard key={name} kind={kind} rates={rates.filter((one) => one.rate === name)} />
      ))}
    </Stack>
  );
}

function RateCard({ kind, rates }: { kind: AudienceKind; rates: readonly Rate[] }) {
  const [first] = rates;
  if (!first) return null;
  const most = Math.max(...rates.map((one) => one.high)) * 1.1;
  return (
    <Section title={rateName(first.rate)} note={rateOf(first.rate, kind)}>
      <div className={classes.rate}>
        <Stack gap="md">
          <Stack gap="sm" component="ul" p={0} m={0}>
            {rates.map((one) => (
              <li key={one.horizonDays ?? 0} style={{ listStyle: "none" }}>
                <Expected one={one} most={most} />
              </li>
            ))}
          </Stack>
          <Sure confidence={first.confidence} />
        </Stack>
        <Drivers drivers={first.drivers} kind={kind} name={rateName(first.rate)} />
      </div>
    </Section>
  );
}

function Expected({ one, most }: { one: Rate; most: number }) {
  const at = (value: number) => `${(100 * value) / most}%`;
  return (
    <>
      {one.horizonDays !== null && (
        <Text size="xs" c="dimmed" fw={600}>
          {horizonName(one.horizonDays)}
        </Text>
      )}
      <Text fz={24} fw={700} lh={1.3}>
        {rate(one.value)}
      </Text>
      <Text size="sm" mb={6}>
        {rate(one.low)} to {rate(one.high)} in {number(one.level * 10)} of 10 cases
      </Text>
      <div className={classes.track} aria-hidden>
        <div className={classes.band} style={{ left: at(one.low), width: at(one.high - one.low) }} />
        <div className={classes.expected} style={{ left: at(one.value) }} />
      </div>
    </>
  );
}

function Sure({ confidence }: { confidence: Rate["confidence"] }) {
  return (
    <div>
      <Group gap="xs">
        <Badge color={COLOURS[confidence.level] ?? "gray"} variant="light" radius="sm" tt="none">
          {words(confidence.level)} confidence
        </Badge>
        <Text size="sm">
          {share(confidence.value)}, from {number(confidence.sampleSize)} past outcomes
        </Text>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {confidence.statement}
      </Text>
      {confidence.flagged && (
        <Text size="sm" mt={4}>
          Collect more observations before you rely on it.
        </Text>
      )}
    </div>
  );
}

type DriversProps = { drivers: readonly Driver[]; kind: AudienceKind; name: string };

function Drivers({ drivers, kind, name }: DriversProps) {
  const [all, setAll] = useState(false);
  if (drivers.length === 0) return null;
  const most = Math.max(...drivers.map((one) => Math.abs(one.effect)), 0.01);
  const columns: Column<Driver>[] = [
    { key: "feature", head: "What moves it", cell: (one) => featureName(one.feature, kind) },
    { key: "bar", head: "Lowers, raises", cell: (one) => <Effect effect={one.effect / most} /> },
    { key: "odds", head: "On the odds", numeric: true, cell: (one) => change(oddsChange(one.effect)) },
  ];
  return (
    <div>
      <DataTable
        caption={`What moves the ${name.toLowerCase()}, the most first`}
        columns={columns}
        rows={all ? drivers : drivers.slice(0, FEW)}
        rowKey={(one) => one.feature}
        minWidth={290}
      />
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">
          Each compared with a usual case.
        </Text>
        {drivers.length > FEW && (
          <Button variant="subtle" size="compact-xs" onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${number(drivers.length)}`}
          </Button>
        )}
      </Group>
    </div>
  );
}

/** A bar to the right of the middle for what raises, to the left for what lowers. */
function Effect({ effect }: { effect: number }) {
  return (
    <div className={classes.effect} aria-hidden>
      <div
        className={effect < 0 ? classes.lowers : classes.raises}
        style={{ width: `${50 * Math.abs(effect)}%` }}
      />
    </div>
  );
}
