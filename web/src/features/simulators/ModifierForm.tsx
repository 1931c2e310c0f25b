import { NumberInput, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import {
  boundsOf,
  type Faults,
  type ModifierDraft,
  modifierFaults,
  modifierInput,
  type Way,
} from "@/features/simulators/forms";
import type { Catalogue, Stream } from "@/features/simulators/model";
import { BELOW, OrderForm } from "@/features/simulators/OrderForm";
import {
  ApplyStreamModifierDocument,
  type ApplyStreamModifierMutation,
} from "@/features/simulators/operations";
import { number } from "@/kit/format";

const WAYS: { value: Way; label: string }[] = [
  { value: "multiplier", label: "Multiply" },
  { value: "additive", label: "Add" },
  { value: "override", label: "Set" },
];

const FIRST: Record<Way, number> = { multiplier: 2, additive: 10, override: 0 };

const EMPTY: ModifierDraft = {
  stream: "support.ticket.created",
  way: "multiplier",
  value: FIRST.multiplier,
  duration: "6 hours",
  ramp: "",
  at: "",
};

/** Put a hand on one stream for a while. */
export function ModifierForm({ catalogue, onDone }: { catalogue: Catalogue; onDone: () => Promise<void> }) {
  const [draft, setDraft] = useState(EMPTY);
  const [told, setTold] = useState<ApplyStreamModifierMutation["applyStreamModifier"] | null>(null);
  const order = useAction(ApplyStreamModifierDocument, { quiet: true });
  const stream = catalogue.streams.find(({ name }) => name === draft.stream);
  const faults = modifierFaults(draft, stream);

  function change(next: Partial<ModifierDraft>): void {
    setTold(null);
    order.clear();
    setDraft((now) => ({ ...now, ...next }));
  }

  async function give(dryRun: boolean): Promise<void> {
    if (Object.keys(faults).length > 0) return;
    const done = await order.run({ input: modifierInput(draft, dryRun) });
    if (!done) return;
    if (dryRun) return setTold(done.applyStreamModifier);
    notifications.show({ title: "Modified", message: `${draft.stream} is changed from now on.` });
    setTold(null);
    await onDone();
  }

  return (
    <OrderForm
      title="Put a hand on one stream"
      note="It is multiplied first, then added to; a set value wins over both. A reset ends it."
      catalogue={catalogue}
      told={told}
      running={order.running}
      fault={order.fault}
      action="Apply it"
      onGive={(dryRun) => void give(dryRun)}
    >
      <What draft={draft} stream={stream} streams={catalogue.streams} faults={faults} onChange={change} />
      <When draft={draft} faults={faults} onChange={change} />
    </OrderForm>
  );
}

type PartProps = { draft: ModifierDraft; faults: Faults; onChange: (change: Partial<ModifierDraft>) => void };

function What({
  draft,
  stream,
  streams,
  faults,
  onChange,
}: PartProps & { stream?: Stream; streams: readonly Stream[] }) {
  const bounds = boundsOf(draft.way, stream);
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        <Select
          label="Stream"
          searchable
          allowDeselect={false}
          data={streams.map(({ name }) => name)}
          value={draft.stream}
          error={faults.stream}
          onChange={(next) => next && onChange({ stream: next })}
        />
        <Stack gap={4}>
          <Text size="sm" fw={500}>
            What is done
          </Text>
          <SegmentedControl
            aria-label="What is done"
            data={WAYS}
            value={draft.way}
            onChange={(next) => onChange({ way: next as Way, value: FIRST[next as Way] })}
          />
        </Stack>
        <NumberInput
          label={`By or to what, ${bounds.unit}`}
          description={faults.value ? undefined : bounds.hint}
          inputWrapperOrder={BELOW}
          value={draft.value}
          error={faults.value}
          step={draft.way === "multiplier" ? 0.1 : 1}
          onChange={(value) => onChange({ value })}
        />
      </SimpleGrid>
      {stream && (
        <Text size="sm" c="dimmed">
          {stream.description} Usually about {number(stream.eventsPerDay / 24, 1)} an hour.
        </Text>
      )}
    </>
  );
}

function When({ draft, faults, onChange }: PartProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      <TextInput
        label="For how long"
        description="A year when left empty"
        inputWrapperOrder={BELOW}
        value={draft.duration}
        error={faults.duration}
        onChange={(event) => onChange({ duration: event.currentTarget.value })}
      />
      <TextInput
        label="Ramp"
        description="Length of the slope at each end; none when left empty"
        inputWrapperOrder={BELOW}
        placeholder="Such as 30 minutes"
        value={draft.ramp}
        error={faults.ramp}
        onChange={(event) => onChange({ ramp: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label="Begins, in simulation time"
        description="Now when left empty; in the past it changes history"
        inputWrapperOrder={BELOW}
        value={draft.at}
        onChange={(event) => onChange({ at: event.currentTarget.value })}
      />
    </SimpleGrid>
  );
}
