import { Modal, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { deedText } from "@/features/simulators/causes";
import { DAY, HOUR } from "@/features/simulators/lengths";
import type { Catalogue, Command, State } from "@/features/simulators/model";
import {
  SimulatorCounterfactualDocument,
  type SimulatorCounterfactualQuery,
} from "@/features/simulators/operations";
import { TimeChart } from "@/kit/charts/TimeChart";
import { change, number, time } from "@/kit/format";
import { Answered, Empty } from "@/kit/states";

type Props = {
  command: Command | undefined;
  state: State;
  catalogue: Catalogue;
  onClose: () => void;
};

/** How far after a command is looked, and how long the blocks are then, in minutes. */
const HORIZONS: Record<string, { length: number; minutes: number; name: string }> = {
  "6h": { length: 6 * HOUR, minutes: 5, name: "6 hours" },
  "1d": { length: DAY, minutes: 30, name: "1 day" },
  "7d": { length: 7 * DAY, minutes: 180, name: "1 week" },
  "30d": { length: 30 * DAY, minutes: 720, name: "30 days" },
};

const BEFORE = 1 / 4;

/** What one command does: the marketplace with it and without it, by the same chance. */
export function Counterfactual({ command, state, catalogue, onClose }: Props) {
  return (
    <Modal
      opened={command !== undefined}
      onClose={onClose}
      size="xl"
      title={command && `No. ${command.number}: ${deedText(command, catalogue.scenarios)}`}
    >
      {command && <WithAndWithout key={command.number} command={command} now={state.simulationTime} />}
    </Modal>
  );
}

function WithAndWithout({ command, now }: { command: Command; now: string }) {
  const [horizon, setHorizon] = useState("1d");
  const { length, minutes } = HORIZONS[horizon] ?? { length: DAY, minutes: 30 };
  const variables = useMemo(() => {
    const at = Date.parse(command.at);
    const moment = (ms: number) => new Date(ms).toISOString();
    return {
      command: command.number,
      minutes,
      range: { start: moment(at - length * BEFORE), end: moment(at + length) },
    };
  }, [command, length, minutes]);
  const [answer, again] = useQuery({ query: SimulatorCounterfactualDocument, variables });
  return (
    <Stack gap="md">
      <Text size="sm">
        The same marketplace by the same chance, with this command and without it. The difference is what the
        command does. What lies after {time(now)} is still to come.
      </Text>
      <SegmentedControl
        aria-label="How long after the command"
        size="xs"
        style={{ alignSelf: "flex-start" }}
        value={horizon}
        onChange={setHorizon}
        data={Object.entries(HORIZONS).map(([value, { name }]) => ({ value, label: name }))}
      />
      <Answered
        answer={answer}
        onRetry={() => again({ requestPolicy: "network-only" })}
        rows={1}
        height={260}
      >
        {({ simulator }) => (
          <Series streams={simulator?.counterfactual.streams ?? []} command={command} now={now} />
        )}
      </Answered>
    </Stack>
  );
}

type Differing = NonNullable<SimulatorCounterfactualQuery["simulator"]>["counterfactual"]["streams"];

function Series({ streams, command, now }: { streams: Differing; command: Command; now: string }) {
  const order = useMemo(
    () =>
      [...streams].sort(
        (one, other) => Math.abs(other.relativeEffect ?? 0) - Math.abs(one.relativeEffect ?? 0),
      ),
    [streams],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const one = order.find(({ name }) => name === chosen) ?? order[0];
  const future = Date.parse(now);
  const chart = useMemo(
    () => ({
      times: one?.points.map(({ at }) => Date.parse(at)) ?? [],
      lines: [
        { label: "With it", values: one?.points.map(({ actual }) => actual) ?? [], filled: true },
        {
          label: "Without it",
          values: one?.points.map(({ counterfactual }) => counterfactual) ?? [],
          colour: "warm" as const,
          dashed: true,
        },
      ],
      marks: [{ at: Date.parse(command.at), label: "The command", colour: "violet" as const }],
    }),
    [one, command],
  );
  if (!one) {
    return (
      <Empty
        title="It makes no difference"
        hint="No stream differs on this stretch. Look further ahead, or at another command."
      />
    );
  }
  return (
    <Stack gap="sm">
      <Select
        label={`Stream, ${order.length === 1 ? "1 differs" : `${number(order.length)} differ`}`}
        searchable
        allowDeselect={false}
        data={order.map(({ name, relativeEffect }) => ({
          value: name,
          label: `${name} (${change(relativeEffect)})`,
        }))}
        value={one.name}
        onChange={setChosen}
      />
      <Text size="sm" aria-live="polite">
        {effectText(one.effect, one.relativeEffect)}
        {Date.parse(command.at) > future && " The command itself is still to come."}
      </Text>
      <TimeChart
        label={`${one.name} with and without the command`}
        resolution="time"
        height={240}
        {...chart}
      />
    </Stack>
  );
}

function effectText(effect: number, relative: number | null): string {
  const size = `${effect > 0 ? "+" : ""}${number(effect, Math.abs(effect) < 10 ? 1 : 0)}`;
  return `Over this stretch it makes a difference of ${size}${relative === null ? "" : `, ${change(relative)}`}.`;
}
