import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { payloadOf } from "@/features/streams/gist";
import type { LiveEvent } from "@/features/streams/live";
import classes from "@/features/streams/Streams.module.css";
import { number, time, timeOfDay, words } from "@/kit/format";

/** One event with all that it says. */
export function EventDetails({
  event,
  onFollow,
}: {
  event: LiveEvent;
  onFollow: (event: LiveEvent) => void;
}) {
  return (
    <Stack gap="xs" className={classes.details}>
      <Text size="xs" c="dimmed">
        Number {number(event.sequence)} of its stream, at {time(event.timestamp)} of simulated time, published
        at {timeOfDay(event.publishedAt)}. Against usual: {number(event.normalizedValue)} of 100,{" "}
        {words(event.anomalyFlag).toLowerCase()}.
        {event.scenarioId && ` While the scenario ${event.scenarioId} acted.`}
        {event.eventIds.length > 0 &&
          ` External events in force that concern it: ${number(event.eventIds.length)}.`}
      </Text>
      <pre className={classes.json}>{payloadOf(event)}</pre>
      <Group gap="xs">
        <Button size="compact-sm" onClick={() => onFollow(event)}>
          Follow what belongs to it
        </Button>
        <Anchor
          size="sm"
          renderRoot={(props) => <Link to="/streams/$stream" params={{ stream: event.stream }} {...props} />}
        >
          Open {event.stream}
        </Anchor>
      </Group>
    </Stack>
  );
}
