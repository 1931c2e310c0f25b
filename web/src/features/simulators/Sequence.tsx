import { Button, Group, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { useListState } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useId, useRef } from "react";
import { useAction } from "@/api/useAction";
import type { Scenario, State } from "@/features/simulators/model";
import { RemoveRow } from "@/features/simulators/OrderForm";
import { RunScenarioScriptDocument } from "@/features/simulators/operations";
import {
  faultsOf,
  MOST_STEPS,
  nextOffset,
  type Step,
  type StepFault,
  stepsInput,
  timesOf,
} from "@/features/simulators/script";
import { time } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty, Failure } from "@/kit/states";

/** Several scenarios in a row, each at an offset from now. */
export function Sequence({ state, scenarios }: { state: State; scenarios: readonly Scenario[] }) {
  const [steps, change] = useListState<Step>([]);
  const { run, running, fault, clear } = useAction(RunScenarioScriptDocument, { quiet: true });
  const numbered = useRef(0);
  const faults = faultsOf(steps, scenarios);
  const sound = steps.length > 0 && faults.every((one) => !one.offset && !one.duration);

  function add(): void {
    clear();
    numbered.current += 1;
    const scenarioId = scenarios[0]?.id ?? "";
    const offset = nextOffset(steps, scenarios);
    change.append({ key: String(numbered.current), scenarioId, offset, duration: "" });
  }

  async function start(): Promise<void> {
    const done = await run({ input: { steps: stepsInput(steps) } });
    if (!done) return;
    change.setState([]);
    notifications.show({
      title: "The sequence runs",
      message: `Its last scenario is settled by ${time(done.runScenarioScript.endsAt)}.`,
    });
  }

  return (
    <Section
      title="Scenarios in a row"
      note="Each begins at its offset from now. One may begin while the one before settles, not while it is active."
    >
      {steps.length === 0 && (
        <Empty
          title="No step yet"
          hint="Add scenarios and say when each begins. The whole sequence is scheduled at once; a reset takes it back."
        />
      )}
      <Stack component="ol" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
        {steps.map((step, place) => (
          <OneStep
            key={step.key}
            step={step}
            place={place}
            fault={faults[place] ?? {}}
            scenarios={scenarios}
            now={Date.parse(state.simulationTime)}
            onChange={(next) => change.setItem(place, { ...step, ...next })}
            onRemove={() => change.remove(place)}
          />
        ))}
      </Stack>
      {fault && <Failure fault={fault} />}
      <Group>
        <Button variant="default" onClick={add} disabled={steps.length >= MOST_STEPS}>
          Add a step
        </Button>
        {steps.length > 0 && (
          <Button disabled={!sound} loading={running} onClick={() => void start()}>
            Run {steps.length === 1 ? "1 step" : `${steps.length} steps`}
          </Button>
        )}
      </Group>
    </Section>
  );
}

type OneProps = {
  step: Step;
  place: number;
  fault: StepFault;
  scenarios: readonly Scenario[];
  now: number;
  onChange: (change: Partial<Step>) => void;
  onRemove: () => void;
};

function OneStep({ step, place, fault, scenarios, now, onChange, onRemove }: OneProps) {
  const label = useId();
  const times = timesOf(step, scenarios);
  const defined = scenarios.find(({ id }) => id === step.scenarioId)?.duration;
  return (
    <Paper component="li" withBorder p="sm" radius="md" aria-labelledby={label}>
      <Group align="flex-start" gap="sm" wrap="wrap">
        <Text id={label} fw={600} w={54} pt={28} size="sm">
          Step {place + 1}
        </Text>
        <Select
          label="Scenario"
          w={230}
          allowDeselect={false}
          searchable
          data={scenarios.map(({ id, name }) => ({ value: id, label: name }))}
          value={step.scenarioId}
          onChange={(scenarioId) => scenarioId && onChange({ scenarioId })}
        />
        <TextInput
          label="Begins after"
          w={170}
          value={step.offset}
          error={fault.offset}
          onChange={(event) => onChange({ offset: event.currentTarget.value })}
        />
        <TextInput
          label="Active for"
          w={170}
          value={step.duration}
          placeholder={defined}
          error={fault.duration}
          onChange={(event) => onChange({ duration: event.currentTarget.value })}
        />
        <RemoveRow name={`step ${place + 1}`} mt={26} onRemove={onRemove} />
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        {times
          ? `Active from ${time(now + times.begin)} to ${time(now + times.end)} of simulation time`
          : "\u00a0"}
      </Text>
    </Paper>
  );
}
