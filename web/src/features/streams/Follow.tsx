import { Button, Code, Stack, Text, Timeline } from "@mantine/core";
import { useEffect, useRef } from "react";
import { gist, payloadOf } from "@/features/streams/gist";
import type { Step } from "@/features/streams/known";
import type { LiveEvent } from "@/features/streams/live";
import classes from "@/features/streams/Streams.module.css";
import { useBeat, useLive } from "@/features/streams/useLive";
import { duration, number, time } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

/** All that is known of one matter, such as a booking, across the streams, as it goes on. */
export function Follow({ event, onLeave }: { event: LiveEvent | null; onLeave: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  // On a narrow screen it stands below the list: show that something came of the press.
  useEffect(() => {
    if (event) place.current?.scrollIntoView({ block: "nearest" });
  }, [event]);
  return (
    <div ref={place}>
      <Section
        title="What belongs together"
        note="One booking, chat or ticket across the streams, as far as it was seen while this page was open"
        minHeight={200}
        controls={
          event && (
            <Button size="compact-sm" variant="default" onClick={onLeave}>
              Leave it
            </Button>
          )
        }
      >
        {event ? (
          <Matter event={event} />
        ) : (
          <Empty
            title="No event is followed"
            hint="Open an event of the list and choose “Follow what belongs to it”: what it came from and what comes of it is shown here, and goes on."
          />
        )}
      </Section>
    </div>
  );
}

function Matter({ event }: { event: LiveEvent }) {
  const live = useLive();
  useBeat(1_000);
  const { steps, unseen } = live.known.chain(event);
  return (
    <Stack gap="xs" className={classes.matter}>
      <Text size="sm" role="status">
        {steps.length === 1 ? "1 event" : `${number(steps.length)} events`} so far. What comes of it later is
        added by itself.
      </Text>
      {unseen && (
        <Text size="xs" c="dimmed">
          It began with an event (<Code>{unseen}</Code>) from before this page was open.
        </Text>
      )}
      <Timeline
        bulletSize={14}
        lineWidth={2}
        active={steps.length}
        role="list"
        aria-label="Events that belong together"
      >
        {steps.map((step, index) => (
          <Timeline.Item
            key={step.event.id}
            role="listitem"
            title={<Title step={step} chosen={step.event.id === event.id} />}
          >
            <Moment step={step} before={steps[index - 1]} />
            <details>
              <summary className={classes.summary}>{gist(step.event.data) || "Payload"}</summary>
              <pre className={classes.json}>{payloadOf(step.event)}</pre>
            </details>
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  );
}

function Title({ step, chosen }: { step: Step; chosen: boolean }) {
  return (
    <Text size="sm" fw={600}>
      {step.event.stream}
      {chosen && " (the one you opened)"}
    </Text>
  );
}

function Moment({ step, before }: { step: Step; before: Step | undefined }) {
  const seconds = before
    ? (Date.parse(step.event.timestamp) - Date.parse(before.event.timestamp)) / 1_000
    : null;
  return (
    <Text size="xs" c="dimmed">
      {time(step.event.timestamp)}
      {seconds !== null && `, ${duration(seconds)} after the one before`}; {step.because}
    </Text>
  );
}
