import { Modal, Select, Stack, Text } from "@mantine/core";
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

type Horizon = { before: number; after: number; minutes: number; name: string };

/** How far around a command is looked, and how long the blocks are then, in minutes. */
const HORIZONS: Record<string, Horizon> = {
  "6h": { before: 1.5 * HOUR, after: 6 * HOUR, minutes: 5, name: "6 hours" },
  "1d": { before: 6 * HOUR, after: DAY, minutes: 30, name: "1 day" },
  "7d": { before: 2 * DAY, after: 7 * DAY, minutes: 180, name: "1 week" },
  "30d": { before: 7 * DAY, after: 30 * DAY, minutes: 720, name: "30 days" },
};

/** The same before it: what changes the past is seen there only. */
const BACK: Record<string, Horizon> = {
  back7d: { before: 7 * DAY, after: 0, minutes: 60, name: "1 week before" },
  back30d: { before: 30 * DAY, after: 0, minutes: 720, name: "30 days before" },
  back180d: { before: 180 * DAY, after: 0, minutes: 720, name: "180 days before" },
};

/** Commands about nothing but the past, and those that may reach into it. */
const PAST_ONLY: readonly Command["kind"][] = ["REGENERATE", "RESTORE"];
const MAYBE_PAST: readonly Command["kind"][] = ["INJECT", "MODIFY", "RESET"];

function horizonsOf(kind: Command["kind"]): Record<string, Horizon> {
  if (PAST_ONLY.includes(kind)) return BACK;
  return MAYBE_PAST.includes(kind) ? { ...HORIZONS, ...BACK } : HORIZONS;
}

/** What one command does: the marketplace with it and without it, by the same chance. */
export function Counterfactual({ command, state, catalogue, onClose }: Props) {
  return (
    <Modal
      opened={command !== undefined}
      onClose={onClose}
      size="xl"
      closeButtonProps={{ "aria-label": "Close" }}
      title={command && `No. ${command.number}: ${deedText(command, catalogue.scenarios)}`}
    >
      {command && <WithAndWithout key={command.number} command={command} now={state.simulationTime} />}
    </Modal>
  );
}

function WithAndWithout({ command, now }: { command: Command; now: string }) {
  const horizons = horizonsOf(command.kind);
  const [chosen, setChosen] = useState<string | null>(null);
  const usual = PAST_ONLY.includes(command.kind) ? "back30d" : "1d";
  const horizon = horizons[chosen ?? usual];
  return (
    <Stack gap="md">
      <Text size="sm">
        The same marketplace by the same chance, with this command and without it. The difference is what the
        command does. What lies after {time(now)} is still to come.
      </Text>
      <Select
        label="Where to look"
        size="xs"
        w={200}
        allowDeselect={false}
        value={chosen ?? usual}
        onChange={setChosen}
        data={Object.entries(horizons).map(([value, { name }]) => ({
          value,
          label: value in BACK ? name : `${name} after`,
        }))}
      />
      {/* A look elsewhere begins empty: what is seen is never of another stretch than the chosen one. */}
      {horizon && <Looked key={horizon.name} command={command} now={now} horizon={horizon} />}
    </Stack>
  );
}

function Looked({ command, now, horizon }: { command: Command; now: string; horizon: Horizon }) {
  const variables = useMemo(() => {
    const at = Date.parse(command.at);
    const moment = (ms: number) => new Date(ms).toISOString();
    return {
      command: command.number,
      minutes: horizon.minutes,
      range: { start: moment(at - horizon.before), end: moment(at + horizon.after) },
    };
  }, [command, horizon]);
  const [answer, again] = useQuery({ query: SimulatorCounterfactualDocument, variables });
  return (
    <Answered answer={answer} onRetry={() => again({ requestPolicy: "network-only" })} rows={1} height={260}>
      {({ simulator }) => (
        <Series streams={simulator?.counterfactual.streams ?? []} command={command} now={now} />
      )}
    </Answered>
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
        hint="No stream differs on this stretch. Look at another stretch, or at another command."
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
