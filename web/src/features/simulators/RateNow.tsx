import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "urql";
import { factorsOf } from "@/features/simulators/causes";
import type { State } from "@/features/simulators/model";
import { SimulatorRateDocument } from "@/features/simulators/operations";
import { useAgain } from "@/features/simulators/useAgain";
import { useEdge } from "@/features/simulators/useEdge";
import { number } from "@/kit/format";

/** How much simulated time goes by before a rate is asked for again. */
const STALE_MS = 5 * 60_000;

/** Why a stream has the rate that it has, factor by factor. */
export function RateNow({ state, stream }: { state: State; stream: string }) {
  const [answer, again] = useQuery({ query: SimulatorRateDocument, variables: { stream } });
  const edge = useEdge(Date.parse(state.simulationTime), STALE_MS);
  useAgain(`${edge} ${state.lastModified} ${state.activeModifiers.length}`, again);
  const rate = answer.data?.simulator?.explainRate;
  if (!rate) return <Skeleton height={18} />;
  return (
    <Text size="xs" c="dimmed">
      Rate of {stream} now: usually {number(rate.baseline, 1)} an hour
      {factorsOf(rate).map(({ name, text }) => ` · ${name} ${text}`)}
      {rate.added !== 0 && ` · ${rate.added > 0 ? "+" : ""}${number(rate.added, 1)} added`}
      {rate.override !== null && ` · set to ${number(rate.override, 2)}`} · makes {number(rate.rate, 1)} an
      hour
    </Text>
  );
}
