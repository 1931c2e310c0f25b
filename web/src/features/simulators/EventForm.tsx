import { Button, Group, Select, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRef, useState } from "react";
import { useAction } from "@/api/useAction";
import {
  EMPTY_EVENT,
  type EventDraft,
  eventFaults,
  eventInput,
  type Faults,
  fromTemplate,
  type ImpactDraft,
} from "@/features/simulators/forms";
import type { Catalogue, Stream } from "@/features/simulators/model";
import { BELOW, OrderForm, RemoveRow } from "@/features/simulators/OrderForm";
import {
  InjectExternalEventDocument,
  type InjectExternalEventMutation,
} from "@/features/simulators/operations";
import { Problems } from "@/features/simulators/Problems";
import { time, words } from "@/kit/format";

const TYPES = ["MARKETING", "PRODUCT", "INFRASTRUCTURE", "ACADEMIC", "COMPETITIVE", "OPERATIONAL"] as const;
const SEVERITIES = ["INFO", "WARNING", "CRITICAL"] as const;

const options = (values: readonly string[]) => values.map((value) => ({ value, label: words(value) }));

type Told = InjectExternalEventMutation["injectExternalEvent"];

/** Let something happen around the marketplace, from a template or by hand. */
export function EventForm({ catalogue, onDone }: { catalogue: Catalogue; onDone: () => Promise<void> }) {
  const [draft, setDraft] = useState<EventDraft>(EMPTY_EVENT);
  const [told, setTold] = useState<Told | null>(null);
  const [tried, setTried] = useState(false);
  const order = useAction(InjectExternalEventDocument, { quiet: true });
  const faults = eventFaults(draft);
  const sound = Object.keys(faults).length === 0;

  function change(next: Partial<EventDraft>): void {
    setTold(null);
    order.clear();
    setDraft((now) => ({ ...now, ...next }));
  }

  async function give(dryRun: boolean): Promise<void> {
    setTried(true);
    if (!sound) return;
    const done = await order.run({ input: eventInput(draft, dryRun) });
    if (!done) return;
    if (dryRun) return setTold(done.injectExternalEvent);
    notifications.show({ title: "Injected", message: injectedText(done.injectExternalEvent) });
    setTold(null);
    setTried(false);
    setDraft(EMPTY_EVENT);
    await onDone();
  }

  return (
    <OrderForm
      title="Let something happen"
      note="An event in the world around the marketplace: now, later, or in the past, which changes history."
      catalogue={catalogue}
      told={told}
      none="It is announced, and changes the rate of no stream."
      running={order.running}
      fault={order.fault}
      action="Inject it"
      onGive={(dryRun) => void give(dryRun)}
    >
      <Problems
        title="Templates that are disabled, because their definitions are wrong"
        problems={catalogue.problems.filter(({ path }) => path.startsWith("templates"))}
      />
      <Select
        label="Template"
        description="Fills in the rest, which can then be changed. Leave it empty to write everything by hand."
        placeholder="None"
        clearable
        searchable
        maw={480}
        data={catalogue.eventTemplates.map(({ id, title }) => ({ value: id, label: title }))}
        value={draft.templateId}
        onChange={(id) => {
          const template = catalogue.eventTemplates.find((one) => one.id === id);
          setTold(null);
          setDraft(template ? fromTemplate(template) : EMPTY_EVENT);
        }}
      />
      <About draft={draft} faults={tried ? faults : {}} onChange={change} />
      <Impacts
        impacts={draft.impacts}
        faults={tried ? faults : {}}
        streams={catalogue.streams}
        onChange={(impacts) => change({ impacts })}
      />
      <Switch
        label="It really has an effect"
        description="Without one it is a red herring: announced like any other, and it does nothing."
        checked={draft.causal}
        onChange={(event) => change({ causal: event.currentTarget.checked })}
      />
    </OrderForm>
  );
}

/** Say what was injected, and when it is felt: some events take hours to be. */
function injectedText({ event, preview }: Told): string {
  const first = preview.map(({ beginsAt }) => beginsAt).sort()[0];
  return `${event?.title}. ${first ? `Its effect begins at ${time(first)}.` : "It has no effect on a rate."}`;
}

type PartProps = { draft: EventDraft; faults: Faults; onChange: (change: Partial<EventDraft>) => void };

function About({ draft, faults, onChange }: PartProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      <TextInput
        label="Title"
        value={draft.title}
        error={faults.title}
        maxLength={200}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <Select
        label="Where it comes from"
        allowDeselect={false}
        data={options(TYPES)}
        value={draft.type}
        onChange={(type) => type && onChange({ type: type as EventDraft["type"] })}
      />
      <Select
        label="Severity"
        allowDeselect={false}
        data={options(SEVERITIES)}
        value={draft.severity}
        onChange={(severity) => severity && onChange({ severity: severity as EventDraft["severity"] })}
      />
      <TextInput
        label="Description"
        value={draft.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label="When, in simulation time"
        description="Now when left empty"
        inputWrapperOrder={BELOW}
        value={draft.at}
        onChange={(event) => onChange({ at: event.currentTarget.value })}
      />
      <TextInput
        label="Onset"
        description="Time to its first effect; the usual when left empty"
        inputWrapperOrder={BELOW}
        placeholder="Such as 2 hours"
        value={draft.onset}
        error={faults.onset}
        onChange={(event) => onChange({ onset: event.currentTarget.value })}
      />
    </SimpleGrid>
  );
}

type ImpactsProps = {
  impacts: readonly ImpactDraft[];
  faults: Faults;
  streams: readonly Stream[];
  onChange: (impacts: ImpactDraft[]) => void;
};

function Impacts({ impacts, faults, streams, onChange }: ImpactsProps) {
  const numbered = useRef(0);

  function add(): void {
    numbered.current += 1;
    const stream = streams[0]?.name ?? "";
    const key = `by hand ${numbered.current}`;
    onChange([...impacts, { key, stream, direction: "INCREASE", magnitude: "MEDIUM", duration: "1 day" }]);
  }

  return (
    <Stack gap="xs" role="group" aria-label="What it does">
      <Text fw={500} size="sm">
        What it does
      </Text>
      {impacts.map((impact, place) => (
        <OneImpact
          key={impact.key}
          impact={impact}
          name={`stream ${place + 1}`}
          fault={faults[impact.key]}
          streams={streams}
          onChange={(next) =>
            onChange(impacts.map((one) => (one.key === impact.key ? { ...one, ...next } : one)))
          }
          onRemove={() => onChange(impacts.filter((one) => one.key !== impact.key))}
        />
      ))}
      {faults.impacts && (
        <Text size="sm" c="red" role="alert">
          {faults.impacts}
        </Text>
      )}
      <Button variant="default" size="compact-sm" style={{ alignSelf: "flex-start" }} onClick={add}>
        Add a stream
      </Button>
    </Stack>
  );
}

type OneProps = {
  impact: ImpactDraft;
  name: string;
  fault: string | undefined;
  streams: readonly Stream[];
  onChange: (change: Partial<ImpactDraft>) => void;
  onRemove: () => void;
};

function OneImpact({ impact, name, fault, streams, onChange, onRemove }: OneProps) {
  return (
    <Group gap="xs" align="flex-start" wrap="wrap">
      <Select
        aria-label={`Which ${name}`}
        w={290}
        searchable
        allowDeselect={false}
        data={streams.map((one) => one.name)}
        value={impact.stream}
        onChange={(stream) => stream && onChange({ stream })}
      />
      <Select
        aria-label={`Direction of ${name}`}
        w={120}
        allowDeselect={false}
        data={options(["INCREASE", "DECREASE", "MIXED"])}
        value={impact.direction}
        onChange={(next) => next && onChange({ direction: next as ImpactDraft["direction"] })}
      />
      <Select
        aria-label={`Magnitude of ${name}`}
        w={150}
        allowDeselect={false}
        data={[
          { value: "LOW", label: "Low, 10 %" },
          { value: "MEDIUM", label: "Medium, 25 %" },
          { value: "HIGH", label: "High, 50 %" },
        ]}
        value={impact.magnitude}
        onChange={(next) => next && onChange({ magnitude: next as ImpactDraft["magnitude"] })}
      />
      <TextInput
        aria-label={`Duration for ${name}`}
        w={130}
        value={impact.duration}
        error={fault}
        onChange={(event) => onChange({ duration: event.currentTarget.value })}
      />
      <RemoveRow name={name} onRemove={onRemove} />
    </Group>
  );
}
