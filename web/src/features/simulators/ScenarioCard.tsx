import { Badge, Button, Group, Paper, Stack, Text, Title, Tooltip } from "@mantine/core";
import {
  type Acting,
  changeText,
  directionOf,
  factor,
  type Scenario,
  type Stream,
} from "@/features/simulators/model";
import { type ScenarioDeeds, ScenarioMenu } from "@/features/simulators/ScenarioMenu";
import { StopButton } from "@/features/simulators/StopButton";
import { Tag } from "@/kit/badges";
import { words } from "@/kit/format";

type Props = {
  scenario: Scenario;
  streams: readonly Stream[];
  /** What it does now, while it acts. */
  acting: Acting | undefined;
  may: boolean;
  /** Name of the scenario that has to be over first. */
  blockedBy: string | null;
  onActivate: () => void;
  deeds: ScenarioDeeds;
};

const CURVES: Record<Scenario["curve"], string> = {
  LINEAR: "evenly",
  EXPONENTIAL: "quickly at first",
  IMMEDIATE: "at once",
};

export const categoryName = (category: string): string => words(category.replaceAll("-", " "));

/** What a scenario is, what it does, and the buttons to activate or stop it. */
export function ScenarioCard({ scenario, streams, acting, may, blockedBy, onActivate, deeds }: Props) {
  const ordinary = scenario.modifiers.length === 0 && scenario.events.length === 0;
  return (
    <Paper withBorder radius="md" p="md" component="article" aria-label={scenario.name}>
      <Stack gap="sm" h="100%" justify="space-between">
        <Stack gap="sm">
          <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
            <Title order={2} size="h5">
              {scenario.name}
            </Title>
            <Group gap={6} wrap="nowrap">
              {scenario.own && (
                <Badge variant="default" radius="sm" tt="none">
                  Own
                </Badge>
              )}
              {acting ? (
                <Tag value={acting.status} />
              ) : (
                <Badge variant="light" color="gray" radius="sm" tt="none" miw="max-content">
                  {categoryName(scenario.category)}
                </Badge>
              )}
            </Group>
          </Group>
          <Text size="sm">{scenario.description}</Text>
          <Text size="xs" c="dimmed">
            {ordinary
              ? "Ends scenarios and what they injected; what people did by hand stays."
              : `Active for ${scenario.duration}, then settles ${CURVES[scenario.curve]} in ${scenario.settlementDuration}.`}
          </Text>
          <Streams scenario={scenario} streams={streams} />
          <Follows scenario={scenario} />
        </Stack>
        <Group justify="space-between">
          <ScenarioMenu scenario={scenario} may={may} deeds={deeds} />
          {may && acting?.status === "ACTIVE" && <StopButton />}
          {may && acting?.status !== "ACTIVE" && (
            <Activate name={scenario.name} blockedBy={ordinary ? null : blockedBy} onActivate={onActivate} />
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

type ActivateProps = Pick<Props, "blockedBy" | "onActivate"> & { name: string };

function Activate({ name, blockedBy, onActivate }: ActivateProps) {
  return (
    <Tooltip label={`${blockedBy} is active. Stop it first.`} disabled={!blockedBy}>
      <Button
        size="compact-sm"
        variant="light"
        data-disabled={!!blockedBy || undefined}
        aria-disabled={!!blockedBy || undefined}
        aria-label={`Activate ${name}`}
        onClick={(event) => (blockedBy ? event.preventDefault() : onActivate())}
      >
        Activate…
      </Button>
    </Tooltip>
  );
}

const ARROWS = { up: "↑ ", down: "↓ ", set: "" };

function Streams({ scenario, streams }: { scenario: Scenario; streams: readonly Stream[] }) {
  if (scenario.modifiers.length === 0) return null;
  return (
    <Stack component="ul" gap={2} p={0} m={0} style={{ listStyle: "none" }} aria-label="Affected streams">
      {scenario.modifiers.map((change) => (
        <Group key={change.stream} component="li" justify="space-between" gap="xs" wrap="nowrap">
          <Text size="xs" truncate>
            {change.stream}
          </Text>
          <Text size="xs" fw={700} style={{ whiteSpace: "nowrap" }}>
            {ARROWS[directionOf(change)]}
            {changeText(change, streams.find(({ name }) => name === change.stream)?.override)}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

function Follows({ scenario }: { scenario: Scenario }) {
  if (scenario.events.length + scenario.cascades.length === 0) return null;
  return (
    <Stack gap={2}>
      {scenario.events.map((event) => (
        <Text key={event.title} size="xs" c="dimmed">
          Event: {event.title}
          {event.offset === "0 minutes" ? "" : `, after ${event.offset}`}
        </Text>
      ))}
      {scenario.cascades.map((cascade) => (
        <Text
          key={`${cascade.trigger} ${cascade.target}`}
          size="xs"
          c="dimmed"
          style={{ overflowWrap: "anywhere" }}
        >
          Later: {cascade.target} {factor(cascade.factor)}, {cascade.delay} after
        </Text>
      ))}
    </Stack>
  );
}
