import { Button, Group, Text } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { memo, type UIEvent, useEffect, useState } from "react";
import { EventDetails } from "@/features/streams/EventDetails";
import { gist, tell } from "@/features/streams/gist";
import { LatencyNote, LatestNotice } from "@/features/streams/LinkNotes";
import type { LiveEvent } from "@/features/streams/live";
import classes from "@/features/streams/Streams.module.css";
import { Tail } from "@/features/streams/tail";
import type { Selection } from "@/features/streams/topics";
import { useBeat, useLive } from "@/features/streams/useLive";
import { Tag } from "@/kit/badges";
import { number, timeOfDay } from "@/kit/format";
import { Empty } from "@/kit/states";

const SHOWN = 80;
const BEAT_MS = 300;
const CALM_BEAT_MS = 1_000;

/** Reading further down than this, nobody wants the rows to move. */
const READING_PX = 60;

type Props = {
  /** Which events; a new object begins the list anew. */
  selection: Selection;
  onFollow: (event: LiveEvent) => void;
};

/** Events as they come, the newest first. */
export function EventList({ selection, onFollow }: Props) {
  const live = useLive();
  const calm = useReducedMotion();
  const [tail, setTail] = useState<Tail | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [, setPaused] = useState(false);
  useBeat(calm ? CALM_BEAT_MS : BEAT_MS);

  useEffect(() => {
    const next = new Tail(live, selection);
    setTail(next);
    setOpened(null);
    return () => next.close();
  }, [live, selection]);

  function pause(): void {
    tail?.pause();
    setPaused(true);
  }

  function toggle(): void {
    if (tail?.paused) {
      setOpened(null);
      tail.resume();
    } else tail?.pause();
    setPaused(tail?.paused ?? false);
  }

  function open(id: string): void {
    if (opened !== id) pause();
    setOpened(opened === id ? null : id);
  }

  const items = tail?.shown(SHOWN) ?? [];
  return (
    <>
      <Group justify="space-between" gap="xs" mih={30}>
        <LatencyNote />
        <Button size="compact-sm" variant={tail?.paused ? "filled" : "default"} onClick={toggle}>
          {tail?.paused ? `Continue · ${number(tail.waiting)} wait` : "Pause"}
        </Button>
      </Group>
      <LatestNotice />
      <ol
        className={classes.list}
        aria-label="Events, the newest first"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        onScroll={(event: UIEvent<HTMLElement>) => {
          if (event.currentTarget.scrollTop > READING_PX && !tail?.paused) pause();
        }}
      >
        {items.map((item) =>
          item.kind === "event" ? (
            <li key={item.event.id} className={classes.row}>
              <Opener event={item.event} opened={opened === item.event.id} onOpen={open} />
              {opened === item.event.id && <EventDetails event={item.event} onFollow={onFollow} />}
            </li>
          ) : (
            <li key={item.number} className={classes.notice} data-kind={item.kind}>
              {tell(item)}
            </li>
          ),
        )}
        {items.length === 0 && <Nothing started={live.startedAt !== null} />}
      </ol>
    </>
  );
}

type OpenerProps = { event: LiveEvent; opened: boolean; onOpen: (id: string) => void };

const Opener = memo(
  function Opener({ event, opened, onOpen }: OpenerProps) {
    return (
      <button
        type="button"
        className={classes.opener}
        aria-expanded={opened}
        onClick={() => onOpen(event.id)}
      >
        <span className={classes.moment}>{timeOfDay(event.timestamp)}</span>
        <span className={classes.name}>{event.stream}</span>
        <span className={classes.gist}>{gist(event.data)}</span>
        <span className={classes.flag}>
          {event.anomalyFlag !== "NORMAL" && <Tag value={event.anomalyFlag} />}
        </span>
      </button>
    );
  },
  (one, other) => one.event === other.event && one.opened === other.opened,
);

function Nothing({ started }: { started: boolean }) {
  return (
    <li>
      {started ? (
        <Empty
          title="Nothing of this has come yet"
          hint="Events appear as they happen. Rare streams tell something every few hours of simulated time; choose more topics to see more."
        />
      ) : (
        <Text c="dimmed" size="sm" p="md">
          Waiting for the first events.
        </Text>
      )}
    </li>
  );
}
