import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { StreamMoversDocument, type StreamMoversQuery } from "@/features/streams/operations";
import { type Column, DataTable } from "@/kit/DataTable";
import { number, time } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Mover = NonNullable<StreamMoversQuery["simulator"]>["correlations"][number];

const SHOWN = 12;

const VERDICTS: Record<Mover["verdict"], string> = {
  CONFIRMED: "Moved it as expected",
  NOT_SEEN: "No such move is seen",
  UNEXPECTED: "Moved it unexpectedly",
};

const COLUMNS: Column<Mover>[] = [
  {
    key: "event",
    head: "Event",
    cell: ({ event }) => (
      <>
        <Text size="sm">{event.title}</Text>
        <Text size="xs" c="dimmed">
          {time(event.at)}
        </Text>
      </>
    ),
  },
  { key: "verdict", head: "What is seen", cell: (row) => VERDICTS[row.verdict] },
  {
    key: "strength",
    head: "Strength",
    numeric: true,
    cell: (row) => `${row.strength > 0 ? "+" : ""}${number(row.strength, 1)}`,
  },
];

/** Which external events moved the stream; looked for on request, as that takes a while. */
export function Movers({ stream }: { stream: string }) {
  const [wanted, setWanted] = useState(false);
  return (
    <Section
      title="What moved it"
      note="External events of the last 30 days against this stream"
      minHeight={260}
    >
      {wanted ? (
        <Found stream={stream} />
      ) : (
        <Empty
          title="Not looked for yet"
          hint="Each external event is held against the blocks around it. That takes some seconds."
          action={
            <Button size="compact-sm" variant="default" onClick={() => setWanted(true)}>
              Look for what moved it
            </Button>
          }
        />
      )}
    </Section>
  );
}

function Found({ stream }: { stream: string }) {
  const [answer, refresh] = useQuery({
    query: StreamMoversDocument,
    variables: { stream, range: null },
    requestPolicy: "cache-first",
  });
  return (
    <Answered answer={answer} onRetry={() => refresh({ requestPolicy: "network-only" })} rows={6} height={36}>
      {({ simulator }) => <Moved movers={simulator?.correlations ?? []} />}
    </Answered>
  );
}

function Moved({ movers }: { movers: readonly Mover[] }) {
  if (movers.length === 0)
    return (
      <Empty title="No external event concerns it" hint="None of the last 30 days was expected to move it." />
    );
  return (
    <>
      <DataTable
        caption="External events and this stream, the surest first"
        columns={COLUMNS}
        rows={movers.slice(0, SHOWN)}
        rowKey={(row) => row.event.id}
        minWidth={340}
      />
      <Text size="xs" c="dimmed">
        The surest first, {number(Math.min(SHOWN, movers.length))} of {number(movers.length)}. Strength is the
        difference in standard deviations.
      </Text>
    </>
  );
}
