import { useEffect, useMemo, useState } from "react";
import { useQuery } from "urql";
import { LastHourDocument } from "@/features/streams/operations";
import type { Block } from "@/features/streams/standing";
import { useLive } from "@/features/streams/useLive";

const HOUR_MS = 3_600_000;

/** At high speeds hours pass in seconds; more often than this nobody needs to know. */
const PATIENCE_MS = 20_000;

/** Return the simulated hour that it is, the beginning of it; null before the first event. */
export function useSimulatedHour(): number | null {
  const live = useLive();
  const [hour, setHour] = useState<number | null>(null);
  useEffect(() => {
    let changedAt = Number.NEGATIVE_INFINITY;
    const timer = setInterval(() => {
      if (live.simulated === null || document.hidden || Date.now() - changedAt < PATIENCE_MS) return;
      const next = Math.floor(live.simulated / HOUR_MS) * HOUR_MS;
      setHour((now) => {
        if (now !== next) changedAt = Date.now();
        return next;
      });
    }, 300);
    return () => clearInterval(timer);
  }, [live]);
  return hour;
}

/** Return how unusual each stream was in the last whole hour; null until that is known. */
export function useLastHour(): Block | null {
  const hour = useSimulatedHour();
  const range = { start: iso((hour ?? 0) - HOUR_MS), end: iso(hour ?? 0) };
  const [answer] = useQuery({
    query: LastHourDocument,
    variables: { range },
    pause: hour === null,
    requestPolicy: "cache-first",
  });
  const history = answer.data?.simulator?.history;
  return useMemo(() => {
    if (!history) return null;
    const scores = history.streams.flatMap(({ name, anomalyScores }): [string, number][] => {
      const score = anomalyScores.at(-1);
      return score === undefined ? [] : [[name, score]];
    });
    return { start: Date.parse(history.range.end) - HOUR_MS, scores: new Map(scores) };
  }, [history]);
}

const iso = (at: number): string => new Date(at).toISOString();
