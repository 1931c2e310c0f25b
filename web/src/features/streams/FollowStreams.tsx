import { Alert } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useApi } from "@/api/ApiContext";
import { connection, subscribe } from "@/api/connection";
import { LiveStreams, type Stream } from "@/features/streams/live";
import { StreamEventsInFullDocument } from "@/features/streams/operations";
import { LiveContext } from "@/features/streams/useLive";

const BATCH_MS = 100;

/** Follows all streams for as long as one of their pages is open. */
export function FollowStreams({
  catalogue,
  children,
}: {
  catalogue: readonly Stream[];
  children: ReactNode;
}) {
  const api = useApi();
  const [live] = useState(() => new LiveStreams(catalogue));
  const [fault, setFault] = useState<string | null>(null);

  useEffect(() => {
    const told = () => {
      const { link } = connection();
      if (link === "live") live.opened(Date.now());
      if (link === "reconnecting" || link === "offline") live.lost(Date.now());
    };
    told();
    return subscribe(told);
  }, [live]);

  useEffect(() => {
    const variables = { topics: ["*"], batchMs: BATCH_MS, after: live.cursor };
    return api.follow(StreamEventsInFullDocument, variables, {
      data: ({ streamEvents }) => {
        variables.after = streamEvents.cursor;
        live.take(streamEvents, Date.now());
        setFault(null);
      },
      fault: setFault,
    });
  }, [api, live]);

  return (
    <LiveContext value={live}>
      {fault && (
        <Alert color="orange" role="alert" title="Nothing comes" mb="md">
          {fault}
        </Alert>
      )}
      {children}
    </LiveContext>
  );
}
