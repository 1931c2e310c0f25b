import { Button, Group, SegmentedControl, Select, Stack } from "@mantine/core";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { CauseTable } from "@/features/simulators/CauseTable";
import { causesOf, deedsOf } from "@/features/simulators/causes";
import { DAY, HOUR, writeLength } from "@/features/simulators/lengths";
import type { Catalogue, Command, State } from "@/features/simulators/model";
import {
  SimulatorEventsDocument,
  SimulatorHistoryDocument,
  type SimulatorHistoryQuery,
} from "@/features/simulators/operations";
import { RateLine } from "@/features/simulators/RateLine";
import { Legend, StripDrawing } from "@/features/simulators/StripDrawing";
import type { Look, SimulatorSearch } from "@/features/simulators/search";
import { SPANS, type Stretch, stretchOf } from "@/features/simulators/strip";
import { useAgain } from "@/features/simulators/useAgain";
import { useEdge } from "@/features/simulators/useEdge";
import { useWidth } from "@/features/simulators/useWidth";
import { Section } from "@/kit/Section";
import { Answered } from "@/kit/states";

type Props = {
  state: State;
  catalogue: Catalogue;
  commands: readonly Command[];
  search: SimulatorSearch;
  onSearch: (change: SimulatorSearch) => void;
};

const USUAL = "session.booking.requested";

/** Events of the baseline last a day: those that began up to so long before the stretch may still be in force. */
const LONGEST_EVENT = DAY;

/** What acts on the marketplace, above what a stream does meanwhile: cause and effect on one axis of time. */
export function CauseStrip({ state, catalogue, commands, search, onSearch }: Props) {
  const { look = "24h" } = search;
  const stream = catalogue.streams.some(({ name }) => name === search.stream)
    ? (search.stream ?? USUAL)
    : USUAL;
  const { block } = SPANS[look];
  const edge = useEdge(Date.parse(state.simulationTime), HOUR);
  const stretch = useMemo(() => stretchOf(look, edge), [look, edge]);
  const variables = useMemo(() => {
    const moment = (ms: number) => new Date(ms).toISOString();
    return {
      stream,
      minutes: block / 60_000,
      past: { start: moment(stretch.start), end: moment(edge) },
    };
  }, [stream, stretch, edge, block]);
  const around = useMemo(() => {
    const start = new Date(stretch.start - LONGEST_EVENT).toISOString();
    return { range: { start, end: new Date(stretch.end).toISOString() } };
  }, [stretch]);
  // Two questions: what may have happened is asked for more often than what a stream did, which takes longer.
  const [answer, again] = useQuery({ query: SimulatorHistoryDocument, variables });
  const [happened, ask] = useQuery({ query: SimulatorEventsDocument, variables: around });
  const [asTable, setAsTable] = useState(false);
  useAgain(`${state.lastModified}`, again);
  useAgain(`${state.lastModified}`, ask);

  return (
    <Section
      title="Cause and effect"
      note="What acts and what was done, above one stream up to its last whole hour"
      minHeight={420}
      controls={
        <Group gap="xs">
          <Select
            aria-label="Stream"
            size="xs"
            w={250}
            searchable
            allowDeselect={false}
            data={catalogue.streams.map(({ name }) => name)}
            value={stream}
            onChange={(next) => next && onSearch({ stream: next })}
          />
          <SegmentedControl
            aria-label="How far back"
            size="xs"
            value={look}
            onChange={(next) => onSearch({ look: next as Look })}
            data={Object.entries(SPANS).map(([value, { name }]) => ({ value, label: name }))}
          />
        </Group>
      }
    >
      <Answered
        answer={answer}
        onRetry={() => again({ requestPolicy: "network-only" })}
        rows={1}
        height={320}
      >
        {({ simulator }) =>
          simulator && (
            <Drawn
              history={simulator.history}
              events={happened.data?.simulator?.externalEvents ?? NOTHING}
              stream={stream}
              stretch={stretch}
              state={state}
              catalogue={catalogue}
              commands={commands}
              asTable={asTable}
              onTable={setAsTable}
            />
          )
        }
      </Answered>
    </Section>
  );
}

type DrawnProps = Omit<Props, "search" | "onSearch"> & {
  history: NonNullable<SimulatorHistoryQuery["simulator"]>["history"];
  events: Events;
  stream: string;
  stretch: Stretch;
  asTable: boolean;
  onTable: (asTable: boolean) => void;
};

function Drawn({
  history,
  events,
  stream,
  stretch,
  state,
  catalogue,
  commands,
  asTable,
  onTable,
}: DrawnProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const causes = useMemo(
    () =>
      causesOf({
        acting: state.activeModifiers,
        commands,
        events: eventsOf(events, state),
        scenarios: catalogue.scenarios,
      }),
    [state, commands, events, catalogue],
  );
  const deeds = useMemo(() => deedsOf(commands, catalogue.scenarios), [commands, catalogue]);
  const values = history.streams.find(({ name }) => name === stream)?.values ?? [];
  const definition = catalogue.streams.find(({ name }) => name === stream);
  const drawing = {
    causes,
    deeds,
    stream,
    values,
    begin: Date.parse(history.range.start),
    block: history.resolutionMinutes * 60_000,
    stretch,
    now: Date.parse(state.simulationTime),
    counted: definition?.valueKind === "COUNTER",
  };
  return (
    <Stack gap="xs" ref={ref}>
      <Group justify="space-between" gap="xs">
        <Legend line={drawing.counted ? `Events in ${writeLength(drawing.block)}` : "Level"} />
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onTable(!asTable)}>
          {asTable ? "Chart" : "Table"}
        </Button>
      </Group>
      {asTable ? <CauseTable {...drawing} /> : width > 0 && <StripDrawing {...drawing} width={width} />}
      <RateLine state={state} stream={stream} level={!drawing.counted} />
    </Stack>
  );
}

type Events = State["activeEvents"];

const NOTHING: Events = [];

/** Events of the stretch, and those that began before it and are still in force. */
function eventsOf(found: Events, state: State): Events {
  const known = new Set(found.map(({ id }) => id));
  return [...state.activeEvents.filter(({ id }) => !known.has(id)), ...found];
}
