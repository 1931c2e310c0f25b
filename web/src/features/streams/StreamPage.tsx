import { Anchor, Grid, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { Baseline } from "@/features/simulators/Baseline";
import { Definition } from "@/features/streams/Definition";
import { EventList } from "@/features/streams/EventList";
import { Follow } from "@/features/streams/Follow";
import { LEVELS } from "@/features/streams/levels";
import type { Live, LiveEvent } from "@/features/streams/live";
import { Movers } from "@/features/streams/Movers";
import { domainName, pace } from "@/features/streams/names";
import { OneStreamDocument } from "@/features/streams/operations";
import { PastChart } from "@/features/streams/PastChart";
import { RateNow } from "@/features/streams/RateNow";
import { MarketTime } from "@/features/streams/StreamsPage";
import { PASTS, type Past } from "@/features/streams/search";
import { standing } from "@/features/streams/standing";
import { useLastHour } from "@/features/streams/useLastHour";
import { useBeat, useLive } from "@/features/streams/useLive";
import { MovingLine, usePainter } from "@/features/streams/Wall";
import { number } from "@/kit/format";
import { Page } from "@/kit/Page";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

/** One stream: now, in the past, why its rate is as it is, and what its events hold. */
export function StreamPage() {
  const { stream: name } = useParams({ from: "/streams/$stream" });
  const live = useLive();
  const asked = name.toLowerCase();
  const found = live.streams.find(({ stream }) => stream.name === asked || stream.aliases.includes(asked));
  if (!found) {
    return (
      <Page title="Not a stream">
        <Empty
          title={`There is no stream “${name}”`}
          hint="Its name may be mistyped. All streams are on one page."
          action={<AllStreams />}
        />
      </Page>
    );
  }
  return <OneStream key={found.stream.name} live={found} />;
}

function AllStreams() {
  return (
    <Anchor size="sm" renderRoot={(props) => <Link to="/streams" {...props} />}>
      All streams
    </Anchor>
  );
}

function OneStream({ live }: { live: Live }) {
  const { name, description, domain } = live.stream;
  const [answer, refresh] = useQuery({ query: OneStreamDocument, variables: { stream: name } });
  const retry = () => refresh({ requestPolicy: "network-only" });
  return (
    <Page
      title={name}
      note={`${description} Part of ${domainName(domain)}.`}
      controls={
        <Group gap="md">
          <MarketTime />
          <AllStreams />
        </Group>
      }
    >
      <Grid>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Now live={live} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Section
            title="Why its rate is as it is"
            note="Factor by factor, as the simulator has it"
            minHeight={220}
          >
            <Answered answer={answer} onRetry={retry} rows={6}>
              {({ simulator }) =>
                simulator && (
                  <RateNow
                    factors={simulator.explainRate}
                    level={live.stream.valueKind === "GAUGE"}
                    onRefresh={retry}
                  />
                )
              }
            </Answered>
          </Section>
        </Grid.Col>
      </Grid>
      <PastSection live={live} />
      <OwnEvents live={live} />
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="md">
            <Section title="What it is" note="Its definition" minHeight={260}>
              <Answered answer={answer} onRetry={retry} rows={8}>
                {({ simulator }) => simulator && <Definition streams={simulator.streams} name={name} />}
              </Answered>
            </Section>
            <Movers stream={name} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Baseline stream={name} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Now({ live }: { live: Live }) {
  const painter = usePainter("rate");
  const block = useLastHour();
  useBeat(1_000);
  const now = standing(live, block);
  const look = LEVELS[now.level];
  return (
    <Section title="The last minute" note="Events a second" minHeight={220}>
      <Group gap="xl">
        <Figure label="How often" value={pace(live.counts.within(10), live.counts.within(60))} />
        <Figure
          label={now.from === "hour" ? "Against usual, in the last whole hour" : "Against usual"}
          value={now.value === null ? look.word : `${look.word}, ${number(now.value)} of 100`}
        />
        <Figure label="Events of it ever" value={number(live.last?.sequence)} />
      </Group>
      <MovingLine painter={painter} live={live} height={190} />
    </Section>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={600}>{value}</Text>
    </div>
  );
}

function PastSection({ live }: { live: Live }) {
  const { past = "day" } = useSearch({ from: "/streams/$stream" });
  const navigate = useNavigate({ from: "/streams/$stream" });
  return (
    <Section
      title="The past"
      note={`${past === "month" ? "Blocks of 12 hours" : "Hour by hour"} up to the last whole one, in simulated time`}
      minHeight={380}
      controls={
        <SegmentedControl
          aria-label="How far back"
          size="xs"
          value={past}
          onChange={(next) =>
            void navigate({ search: { past: next as Past }, replace: true, resetScroll: false })
          }
          data={Object.entries(PASTS).map(([value, { label }]) => ({ value, label }))}
        />
      }
    >
      <PastChart live={live} past={past} />
    </Section>
  );
}

function OwnEvents({ live }: { live: Live }) {
  const [followed, setFollowed] = useState<LiveEvent | null>(null);
  const selection = useMemo(
    () => ({ streams: new Set([live.stream.name]), anomalies: false, unknown: [] }),
    [live],
  );
  return (
    <Grid>
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Section title="Its events" note="The newest first; open one to see all of it">
          <EventList selection={selection} onFollow={setFollowed} />
        </Section>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Follow event={followed} onLeave={() => setFollowed(null)} />
      </Grid.Col>
    </Grid>
  );
}
