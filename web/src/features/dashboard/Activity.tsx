import { Alert, Group, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { type StreamEvent, useEvents } from "@/features/streams/useEvents";
import { Tag } from "@/kit/badges";
import { number, timeOfDay } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty, Loading } from "@/kit/states";

/** What moves: bookings, money and trouble; page views and log lines would drown them. */
const TOPICS = [
  "session.*",
  "support.*",
  "customer.signup.*",
  "customer.subscription.*",
  "tutor.application.*",
  "tutor.onboarding.*",
  "marketing.ad.conversion",
  "system.error.log",
];

const KEPT = 9;

/** How often the list moves; faster than this nobody reads. */
const PAINT_MS = 1_000;

type Shown = { events: StreamEvent[]; perSecond: number; missed: string | null };

/** The marketplace as it happens: the latest events, taken up where they were left after a lost connection. */
export function Activity() {
  const latest = useRef<StreamEvent[]>([]);
  const counted = useRef(0);
  const missed = useRef<string | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);

  const fault = useEvents(
    TOPICS,
    (batch) => {
      counted.current += batch.events.length;
      missed.current = batch.gap?.reason ?? missed.current;
      latest.current = [...batch.events.slice(-KEPT).reverse(), ...latest.current].slice(0, KEPT);
    },
    500,
  );

  useEffect(() => {
    const timer = setInterval(() => {
      if (latest.current.length === 0) return;
      setShown({
        events: latest.current,
        perSecond: (counted.current * 1000) / PAINT_MS,
        missed: missed.current,
      });
      counted.current = 0;
    }, PAINT_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <Section
      title="Now"
      note={
        shown
          ? shown.perSecond === 1
            ? "1 event a second"
            : `${number(shown.perSecond)} events a second`
          : "The marketplace, as it happens"
      }
      minHeight={360}
    >
      {fault && (
        <Alert color="orange" role="alert" title="Nothing comes">
          {fault}
        </Alert>
      )}
      {shown?.missed && (
        <Text size="xs" c="dimmed">
          Some events were missed: {shown.missed}
        </Text>
      )}
      {shown ? <Feed events={shown.events} /> : fault ? null : <Loading rows={KEPT} height={18} />}
    </Section>
  );
}

function Feed({ events }: { events: readonly StreamEvent[] }) {
  if (events.length === 0) return <Empty title="It is quiet" hint="Events appear as they happen." />;
  return (
    <Stack component="ol" gap={6} p={0} m={0} aria-label="Latest events">
      {events.map((event) => (
        <Group
          key={event.id}
          component="li"
          gap="xs"
          wrap="nowrap"
          justify="space-between"
          style={{ listStyle: "none" }}
        >
          <Text size="sm" truncate>
            {event.stream}
          </Text>
          <Group gap="xs" wrap="nowrap">
            {event.anomalyFlag !== "NORMAL" && <Tag value={event.anomalyFlag} />}
            <Text size="xs" c="dimmed">
              {timeOfDay(event.timestamp)}
            </Text>
          </Group>
        </Group>
      ))}
    </Stack>
  );
}
