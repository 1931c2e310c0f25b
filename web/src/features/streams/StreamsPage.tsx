import { Grid, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { EventList } from "@/features/streams/EventList";
import { Follow } from "@/features/streams/Follow";
import { HeatMap } from "@/features/streams/HeatMap";
import type { LiveEvent } from "@/features/streams/live";
import { topicsOf } from "@/features/streams/search";
import { Topics } from "@/features/streams/Topics";
import { select } from "@/features/streams/topics";
import { useLastHour } from "@/features/streams/useLastHour";
import { useBeat, useLive } from "@/features/streams/useLive";
import { Wall } from "@/features/streams/Wall";
import { time } from "@/kit/format";
import { Page } from "@/kit/Page";
import { Section } from "@/kit/Section";

/** All streams of the marketplace as they go: how they are against usual, their last minute, their events. */
export function StreamsPage() {
  const { line = "rate" } = useSearch({ from: "/streams/" });
  const navigate = useNavigate({ from: "/streams/" });
  const block = useLastHour();
  return (
    <Page title="Streams" note="What happens in the marketplace, event by event" controls={<MarketTime />}>
      <HeatMap block={block} />
      <Events />
      <Wall
        line={line}
        block={block}
        onLine={(next) =>
          void navigate({ search: (now) => ({ ...now, line: next }), replace: true, resetScroll: false })
        }
      />
    </Page>
  );
}

function Events() {
  const live = useLive();
  const { topics: text } = useSearch({ from: "/streams/" });
  const navigate = useNavigate({ from: "/streams/" });
  const [followed, setFollowed] = useState<LiveEvent | null>(null);
  const catalogue = useMemo(() => live.streams.map((one) => one.stream), [live]);
  const topics = useMemo(() => topicsOf({ topics: text }), [text]);
  const selection = useMemo(() => select(topics, catalogue), [topics, catalogue]);
  return (
    <Grid>
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Section title="Events" note="The newest first; open one to see all of it">
          <Topics
            catalogue={catalogue}
            topics={topics}
            selection={selection}
            onChange={(next) =>
              void navigate({
                search: (now) => ({ ...now, topics: next.join(",") || undefined }),
                replace: true,
                resetScroll: false,
              })
            }
          />
          <EventList selection={selection} onFollow={setFollowed} />
        </Section>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Follow event={followed} onLeave={() => setFollowed(null)} />
      </Grid.Col>
    </Grid>
  );
}

/** The time that it is in the marketplace. */
export function MarketTime() {
  const live = useLive();
  useBeat(1_000);
  return (
    <Text size="sm" c="dimmed">
      {live.simulated === null ? "Waiting for the first events" : `Simulated time: ${time(live.simulated)}`}
    </Text>
  );
}
