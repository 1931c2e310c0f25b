import { Text, Tooltip } from "@mantine/core";
import { useLink } from "@/api/connection";
import { tell } from "@/features/streams/gist";
import { milliseconds } from "@/features/streams/names";
import { useBeat, useLive } from "@/features/streams/useLive";
import { number, timeOfDay } from "@/kit/format";

/** What is said of the list itself stays to be read this long. */
const NOTICE_MS = 60_000;

/** Says for a while what was said last of the list itself. */
export function LatestNotice() {
  const { notice } = useLive();
  useBeat(1_000);
  if (!notice || Date.now() - notice.at > NOTICE_MS) return null;
  return (
    <Text size="sm" c={notice.kind === "gap" ? "orange" : "green"} role="status">
      {timeOfDay(notice.at)}: {tell(notice)}
    </Text>
  );
}

/** How long events took from the server to this page, over the last minute. */
export function LatencyNote() {
  const live = useLive();
  useBeat(1_000);
  const link = useLink();
  if (link === "reconnecting" || link === "offline") {
    return (
      <Text size="xs" c="orange">
        The connection is lost. What happens meanwhile is fetched when it is back.
      </Text>
    );
  }
  const latency = live.latencies.summary(Date.now());
  if (!latency)
    return (
      <Text size="xs" c="dimmed">
        Waiting for the first events
      </Text>
    );
  const clocks =
    latency.behind > 0
      ? `The clock of this device is at least ${milliseconds(latency.behind)} behind the server's; that is made up for, so the fastest event counts as 0.`
      : "If the clocks of the server and this device differ, the figures are off by as much.";
  return (
    <Tooltip
      multiline
      maw={320}
      label={`From when the server published an event to when this page had it, over ${number(latency.events)} events of the last minute. Up to 100 ms of it is the wait for other events of a batch. ${clocks}`}
    >
      <Text size="xs" c="dimmed" tabIndex={0}>
        On the way: half within {milliseconds(latency.p50)}, 95 % within {milliseconds(latency.p95)}
      </Text>
    </Tooltip>
  );
}
