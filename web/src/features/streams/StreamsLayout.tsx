import { Outlet } from "@tanstack/react-router";
import { useQuery } from "urql";
import { FollowStreams } from "@/features/streams/FollowStreams";
import { StreamCatalogueDocument } from "@/features/streams/operations";
import { Page } from "@/kit/Page";
import { Answered, Empty } from "@/kit/states";

/** What the pages of streams have in common: they are followed from the first of them to the last. */
export function StreamsLayout() {
  const [answer, refresh] = useQuery({ query: StreamCatalogueDocument, requestPolicy: "cache-first" });
  return (
    <Answered
      answer={answer}
      onRetry={() => refresh({ requestPolicy: "network-only" })}
      rows={10}
      height={44}
    >
      {({ simulator }) =>
        simulator ? (
          <FollowStreams catalogue={simulator.streams}>
            <Outlet />
          </FollowStreams>
        ) : (
          <Page title="Streams">
            <Empty
              title="This workspace has no marketplace"
              hint="Streams are told by a simulated marketplace. The demo has one; an administrator can start it."
            />
          </Page>
        )
      }
    </Answered>
  );
}
