import { Badge, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { countdown, onTheWall } from "@/features/simulators/lengths";
import {
  type Acting,
  type Change,
  changeText,
  currentText,
  directionOf,
  progress,
  type Scenario,
  type State,
  type Stream,
} from "@/features/simulators/model";
import { StopButton } from "@/features/simulators/StopButton";
import { Warnings } from "@/features/simulators/Warnings";
import { Tag } from "@/kit/badges";
import { time } from "@/kit/format";

/** How many streams of a modifier are shown; further ones are counted. */
const MOST = 12;

type Props = { state: State; streams: readonly Stream[]; scenarios: readonly Scenario[] };

/** What bends the streams, how long still, and how much at the moment. */
export function ActsNow({ state, streams, scenarios }: Props) {
  const now = Date.parse(state.simulationTime);
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        What acts
      </Title>
      {state.activeModifiers.length === 0 && (
        <Text size="sm" c="dimmed">
          {state.activeEvents.some(({ injectedBy }) => injectedBy !== "baseline")
            ? "No scenario and no modifier, but what was injected: see the external events."
            : "No scenario and no modifier. Activate a scenario below, or modify a stream."}
        </Text>
      )}
      {state.activeModifiers.map((acting) => (
        <One
          key={`${acting.scenarioId} ${acting.startedAt}`}
          acting={acting}
          now={now}
          speed={state.effectiveSpeed}
          streams={streams}
        />
      ))}
      {state.scheduled.length > 0 && <Scheduled state={state} now={now} scenarios={scenarios} />}
      {state.conflicts.length > 0 && (
        <Stack gap={4}>
          <Title order={3} size="h5">
            Acting together
          </Title>
          <Warnings warnings={state.conflicts} scenarios={scenarios} events={state.activeEvents} />
        </Stack>
      )}
    </Stack>
  );
}

type OneProps = { acting: Acting; now: number; speed: number; streams: readonly Stream[] };

function One({ acting, now, speed, streams }: OneProps) {
  const share = Math.round(progress(acting, now) * 100);
  return (
    <Stack gap={6} data-acting={acting.scenarioId}>
      <Group justify="space-between" gap="xs" wrap="wrap">
        <Group gap="xs">
          <Text fw={600}>{acting.name}</Text>
          <Tag value={acting.status} />
          {acting.manual && (
            <Badge variant="default" radius="sm" tt="none">
              By hand
            </Badge>
          )}
        </Group>
        {!acting.manual && acting.status === "ACTIVE" && <StopButton />}
      </Group>
      <Progress
        value={share}
        size="sm"
        aria-label={`${acting.name}: ${share} % of the time is over`}
        color={acting.status === "SETTLING" ? "gray" : undefined}
      />
      <Text size="xs" c="dimmed">
        {leftText(acting, now, speed)}
      </Text>
      <Group gap={6} wrap="wrap">
        {acting.streams.slice(0, MOST).map((change) => (
          <Bent key={`${change.stream} ${changeText(change)}`} change={change} streams={streams} />
        ))}
        {acting.streams.length > MOST && <Text size="xs">and {acting.streams.length - MOST} more</Text>}
      </Group>
    </Stack>
  );
}

const ARROWS = { up: "↑ ", down: "↓ ", set: "" };

function Bent({ change, streams }: { change: Change; streams: readonly Stream[] }) {
  const unit = streams.find(({ name }) => name === change.stream)?.override;
  const current = currentText(change, unit);
  return (
    <Group
      gap={6}
      wrap="nowrap"
      px={8}
      py={2}
      title={`At full strength ${changeText(change, unit)}`}
      style={{ border: "1px solid var(--mantine-color-default-border)", borderRadius: 6, minWidth: 0 }}
    >
      <Text size="xs" truncate>
        {change.stream}
      </Text>
      <Text
        size="xs"
        fw={700}
        c={change.current === null ? "dimmed" : undefined}
        style={{ whiteSpace: "nowrap", fontVariantNumeric: "tabular-nums" }}
      >
        {change.current === null ? "" : ARROWS[directionOf(change)]}
        {current}
      </Text>
    </Group>
  );
}

/** Say what comes next for a modifier, when, and how long that takes on the wall's clock. */
function leftText(acting: Acting, now: number, speed: number): string {
  const settling = acting.status === "SETTLING";
  const until = settling ? (acting.settledAt ?? acting.endsAt) : acting.endsAt;
  const left = Date.parse(until) - now;
  const wall = onTheWall(left, speed);
  const told = settling ? "Settled in" : acting.manual ? "Over in" : "Begins to settle in";
  const real = wall === null || speed === 1 ? "" : `; at this speed that takes ${countdown(wall)}`;
  return `${told} ${countdown(left)}, ${time(until)}${real}`;
}

function Scheduled({ state, now, scenarios }: Omit<Props, "streams"> & { now: number }) {
  return (
    <Stack gap={4}>
      <Title order={3} size="h5">
        Scheduled
      </Title>
      {state.scheduled.map((one) => (
        <Text key={`${one.scenarioId} ${one.at}`} size="sm">
          <b>{scenarios.find(({ id }) => id === one.scenarioId)?.name ?? one.scenarioId}</b> in{" "}
          {countdown(Date.parse(one.at) - now)}, {time(one.at)}
        </Text>
      ))}
    </Stack>
  );
}
