import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "urql";
import type { State } from "@/features/simulators/model";
import { SimulatorRateDocument } from "@/features/simulators/operations";
import { useAgain } from "@/features/simulators/useAgain";
import { useEdge } from "@/features/simulators/useEdge";
import { rateLine } from "@/features/streams/rate";

/** How much simulated time goes by before a rate is asked for again. */
const STALE_MS = 5 * 60_000;

type Props = {
  state: State;
  stream: string;
  /** Whether it is a level and not a count. */
  level: boolean;
};

/** Why a stream has the rate that it has, in a line that keeps up with the simulator. */
export function RateLine({ state, stream, level }: Props) {
  const [answer, again] = useQuery({ query: SimulatorRateDocument, variables: { stream } });
  const edge = useEdge(Date.parse(state.simulationTime), STALE_MS);
  useAgain(`${edge} ${state.lastModified} ${state.activeModifiers.length}`, again);
  const rate = answer.data?.simulator?.explainRate;
  if (!rate) return <Skeleton height={18} />;
  return (
    <Text size="xs" c="dimmed">
      {`Rate of ${stream}: ${rateLine(rate, level)}`}
    </Text>
  );
}
