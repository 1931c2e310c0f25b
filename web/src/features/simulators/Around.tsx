import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { State } from "@/features/simulators/model";
import { Tag } from "@/kit/badges";
import { ago, number } from "@/kit/format";

const MOST = 5;

/** External events in force. */
export function Around({ state }: { state: State }) {
  const now = Date.parse(state.simulationTime);
  return (
    <Part title="External events in force" none="Nothing happens around the marketplace.">
      {state.activeEvents.slice(-MOST).map((event) => (
        <Row key={event.id} end={<Tag value={event.severity} />}>
          <Text size="sm">{event.title}</Text>
          <Text size="xs" c="dimmed">
            {ago(event.at, now)} · {event.actualImpact ? "has an effect" : "red herring, no effect"}
            {event.injectedBy === "baseline" ? "" : " · injected"}
          </Text>
        </Row>
      ))}
    </Part>
  );
}

/** Streams that were far from what is usual a moment ago. */
export function Unusual({ state }: { state: State }) {
  const now = Date.parse(state.simulationTime);
  return (
    <Part title="Lately unusual" none="No stream was far from what is usual.">
      {state.recentAnomalies.slice(0, MOST).map((event) => (
        <Row key={event.id}>
          <Text size="sm" truncate title={event.stream}>
            {event.stream}
          </Text>
          <Text size="xs" c="dimmed">
            {ago(event.timestamp, now)} · {number(Math.abs(event.anomalyScore), 1)} deviations{" "}
            {event.anomalyScore < 0 ? "below" : "above"} usual
          </Text>
        </Row>
      ))}
    </Part>
  );
}

function Part({ title, none, children }: { title: string; none?: string; children: ReactNode[] }) {
  return (
    <Stack gap={6}>
      <Title order={3} size="h5">
        {title}
      </Title>
      {children.length === 0 ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: "none" }}>
          {children}
        </Stack>
      )}
    </Stack>
  );
}

function Row({ end, children }: { end?: ReactNode; children: ReactNode }) {
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="xs">
      <div style={{ minWidth: 0 }}>{children}</div>
      {end}
    </Group>
  );
}
