import { Grid, Group, Stack, Text } from "@mantine/core";
import { ActsNow } from "@/features/simulators/ActsNow";
import { Around, Unusual } from "@/features/simulators/Around";
import { activeScenario, type Scenario, type State, type Stream } from "@/features/simulators/model";
import { SpeedControl } from "@/features/simulators/SpeedControl";
import { Tag } from "@/kit/badges";
import { number, timeToSecond } from "@/kit/format";
import { Section } from "@/kit/Section";

/** A clock that reaches less than this share of its speed is said to be slow. */
const SLOW = 0.9;

const MEANINGS: Record<State["status"], string> = {
  BASELINE: "The ordinary course of things.",
  RUNNING: "A scenario is active.",
  SETTLING: "A scenario is over, and what it did fades.",
  PAUSED: "The clock stands still.",
};

type Props = { state: State; may: boolean; streams: readonly Stream[]; scenarios: readonly Scenario[] };

/** What the simulator does now, live. */
export function StatePanel({ state, may, streams, scenarios }: Props) {
  const slow = state.speed > 0 && state.effectiveSpeed < state.speed * SLOW;
  return (
    <Section title="Now" note={meaning(state)}>
      <Group gap="xl" align="flex-start" wrap="wrap">
        <Fact name="Status">
          <Group gap={6} h={26}>
            <Tag value={state.status} />
            {state.mode === "MODIFIED" && state.status !== "RUNNING" && <Tag value="MODIFIED" />}
          </Group>
        </Fact>
        <Fact name="Simulation time">
          <Text fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>
            {timeToSecond(state.simulationTime)}
          </Text>
        </Fact>
        <Fact name={`Speed${slow ? `, ${number(state.effectiveSpeed, 1)}× is reached` : ""}`} wide>
          <SpeedControl state={state} may={may} />
        </Fact>
      </Group>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <ActsNow state={state} streams={streams} scenarios={scenarios} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6, lg: 3 }}>
          <Around state={state} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6, lg: 3 }}>
          <Unusual state={state} />
        </Grid.Col>
      </Grid>
    </Section>
  );
}

function meaning(state: State): string {
  if (state.status === "BASELINE" && state.mode === "MODIFIED") {
    return "No scenario acts, but something was changed by hand.";
  }
  const scenario = activeScenario(state);
  return state.status === "RUNNING" && scenario ? `${scenario.name} is active.` : MEANINGS[state.status];
}

/** A wide one takes a line of its own where there is no room beside the others. */
function Fact({ name, wide, children }: { name: string; wide?: boolean; children: React.ReactNode }) {
  return (
    <Stack gap={2} miw={0} style={wide ? { flexBasis: "min(100%, 360px)" } : undefined}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      {children}
    </Stack>
  );
}
