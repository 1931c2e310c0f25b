/** The events of streams as they come, taken up again where they were left after a lost connection. */

import { useEffect, useRef, useState } from "react";
import { useApi } from "@/api/ApiContext";
import { StreamEventsDocument, type StreamEventsSubscription } from "@/features/streams/operations";

export type EventBatch = StreamEventsSubscription["streamEvents"];
export type StreamEvent = EventBatch["events"][number];

/** Follow streams for as long as the component stands.
 *
 * @param topics Names of streams or patterns, such as `session.*`.
 * @param onBatch Told of each batch. It may change from render to render; the last one is told.
 * @returns Why nothing comes, in words; null while all is well.
 */
export function useEvents(
  topics: readonly string[],
  onBatch: (batch: EventBatch) => void,
  batchMs = 100,
): string | null {
  const api = useApi();
  const listener = useRef(onBatch);
  listener.current = onBatch;
  const [fault, setFault] = useState<string | null>(null);
  const key = topics.join(" ");

  useEffect(() => {
    const variables = { topics: key.split(" "), batchMs, after: null as string | null };
    setFault(null);
    return api.follow(StreamEventsDocument, variables, {
      data: ({ streamEvents }) => {
        variables.after = streamEvents.cursor;
        setFault(null);
        listener.current(streamEvents);
      },
      fault: setFault,
    });
  }, [api, key, batchMs]);

  return fault;
}
