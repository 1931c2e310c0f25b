import { List, Text } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useQuery } from "urql";
import type { Live } from "@/features/streams/live";
import { StreamPastDocument } from "@/features/streams/operations";
import { FIVE_MINUTES_MS, type History, pastChart, type Reading } from "@/features/streams/past";
import { PASTS, type Past } from "@/features/streams/search";
import { useSimulatedHour } from "@/features/streams/useLastHour";
import { useLive } from "@/features/streams/useLive";
import { TimeChart } from "@/kit/charts/TimeChart";
import { compact, number, time } from "@/kit/format";
import { Answered, Empty, Loading } from "@/kit/states";

const HOUR_MS = 3_600_000;

/** A chart that is drawn anew more often than this cannot be looked at closely. */
const BEAT_MS = 5_000;
const KEPT = 400;

/** How a stream went, with what was unusual, what happened outside, and how it goes on. */
export function PastChart({ live, past }: { live: Live; past: Past }) {
  const hour = useSimulatedHour();
  const { hours, minutes } = PASTS[past];
  const block = (minutes / 60) * HOUR_MS;
  const end = Math.floor((hour ?? 0) / block) * block;
  const range = {
    start: new Date(end - hours * HOUR_MS).toISOString(),
    end: new Date(end).toISOString(),
  };
  const [answer, refresh] = useQuery({
    query: StreamPastDocument,
    variables: { stream: live.stream.name, range, resolution: minutes },
    pause: hour === null,
    requestPolicy: "cache-first",
  });
  if (hour === null) return <Loading rows={8} height={32} />;
  return (
    <Answered answer={answer} onRetry={() => refresh({ requestPolicy: "network-only" })} rows={8} height={32}>
      {({ simulator }) => simulator && <Chart live={live} history={simulator.history} />}
    </Answered>
  );
}

function Chart({ live, history }: { live: Live; history: History }) {
  const since = useReadings(live);
  const chart = useMemo(() => pastChart(history, since), [history, since]);
  if (chart.times.length === 0)
    return (
      <Empty title="Nothing is known of that time" hint="Choose a longer stretch, or come back in an hour." />
    );
  return (
    <>
      <TimeChart
        label={`Events of ${live.stream.name}`}
        height={260}
        resolution="time"
        format={(value) => (Math.abs(value ?? 0) >= 10_000 ? compact(value) : number(value, 1))}
        {...chart}
      />
      <Outside history={history} marks={chart.marks} />
    </>
  );
}

/** The marks of the chart in words. */
function Outside({ history, marks }: { history: History; marks: readonly { at: number; label: string }[] }) {
  if (marks.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No external event of that time was expected to move this stream
        {history.events.length > 0 ? `; ${number(history.events.length)} were about others` : ""}.
      </Text>
    );
  }
  return (
    <div>
      <Text size="sm" fw={600}>
        External events that were expected to move it (dashed lines)
      </Text>
      <List size="sm" mah={140} style={{ overflow: "auto" }}>
        {marks.map((mark) => (
          <List.Item key={`${mark.at} ${mark.label}`}>
            {time(mark.at)}: {mark.label}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

/** Return how many events of a stream there were at moments since the page is open; none of a level. */
function useReadings(live: Live): readonly Reading[] {
  const all = useLive();
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  useEffect(() => {
    if (live.stream.valueKind === "GAUGE") return;
    function read(): void {
      const at = all.simulated;
      const sequence = live.last?.sequence;
      if (at === null || sequence === undefined || document.hidden) return;
      setReadings((now) => {
        const last = now.at(-1);
        return last && at - last.at < FIVE_MINUTES_MS ? now : [...now.slice(1 - KEPT), { at, sequence }];
      });
    }
    read();
    const timer = setInterval(read, BEAT_MS);
    return () => clearInterval(timer);
  }, [all, live]);
  return readings;
}
