import {
  Button,
  CloseButton,
  Fieldset,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import type { AdjustmentFactor } from "@/features/simulations/operations";
import type { Change, Custom } from "@/features/simulations/request";

const FACTORS: { value: AdjustmentFactor; label: string }[] = [
  { value: "BUDGET", label: "Budget" },
  { value: "COMPETITION", label: "Pressure of competitors" },
  { value: "SEASONALITY", label: "Demand" },
  { value: "CREATIVE_FATIGUE", label: "Wear of the creatives" },
];

const emptyChange = (): Change => ({
  key: crypto.randomUUID(),
  factor: "BUDGET",
  percent: -20,
  firstDay: "",
  lastDay: "",
});

/** Return a scenario that somebody begins to describe. */
export function emptyScenario(): Custom {
  return { key: crypto.randomUUID(), name: "", percentile: "", changes: [emptyChange()] };
}

type Props = {
  number: number;
  custom: Custom;
  /** What is wrong, by the key of the field. */
  faults: ReadonlyMap<string, string>;
  onChange: (custom: Custom) => void;
  onRemove: () => void;
};

/** A scenario of one's own: what changes, by how much, and when. */
export function CustomScenario({ number, custom, faults, onChange, onRemove }: Props) {
  const set = (more: Partial<Custom>) => onChange({ ...custom, ...more });
  const changes = (next: Change) =>
    set({ changes: custom.changes.map((one) => (one.key === next.key ? next : one)) });
  return (
    <Fieldset legend={`Your scenario ${number}`} radius="md">
      <Stack gap="sm">
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <TextInput
            label="Name"
            placeholder="Half the budget in December"
            maxLength={100}
            error={faults.get(`${custom.key}.name`)}
            value={custom.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <NumberInput
            label="Percentile"
            description="Among all outcomes: 0 worst, 100 best"
            inputWrapperOrder={["label", "input", "description", "error"]}
            placeholder="50"
            maw={{ xs: 260 }}
            error={faults.get(`${custom.key}.percentile`)}
            value={custom.percentile}
            onChange={(next) => set({ percentile: next === "" ? "" : Number(next) })}
          />
        </Group>
        {custom.changes.map((change, index) => (
          <ChangeFields
            key={change.key}
            label={`change ${index + 1} of scenario ${number}`}
            change={change}
            faults={faults}
            onChange={changes}
            onRemove={() => set({ changes: custom.changes.filter((one) => one.key !== change.key) })}
          />
        ))}
        {faults.has(`${custom.key}.changes`) && (
          <Text size="sm" c="red">
            {faults.get(`${custom.key}.changes`)}
          </Text>
        )}
        <Group justify="space-between">
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => set({ changes: [...custom.changes, emptyChange()] })}
          >
            Add a change
          </Button>
          <Button size="compact-sm" variant="subtle" color="red" onClick={onRemove}>
            Remove this scenario
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

type ChangeProps = {
  label: string;
  change: Change;
  faults: ReadonlyMap<string, string>;
  onChange: (change: Change) => void;
  onRemove: () => void;
};

function ChangeFields({ label, change, faults, onChange, onRemove }: ChangeProps) {
  const count = (next: string | number) => (next === "" ? "" : Number(next));
  return (
    <Group align="flex-start" gap="xs" wrap="wrap" role="group" aria-label={label}>
      <Select
        label="What changes"
        allowDeselect={false}
        flex="1 1 170px"
        value={change.factor}
        onChange={(next) => next && onChange({ ...change, factor: next as AdjustmentFactor })}
        data={FACTORS}
      />
      <NumberInput
        label="By"
        suffix=" %"
        w={100}
        error={faults.get(`${change.key}.percent`)}
        value={change.percent}
        onChange={(next) => onChange({ ...change, percent: count(next) })}
      />
      <NumberInput
        label="From day"
        placeholder="first"
        w={90}
        error={faults.get(`${change.key}.firstDay`)}
        value={change.firstDay}
        onChange={(next) => onChange({ ...change, firstDay: count(next) })}
      />
      <NumberInput
        label="To day"
        placeholder="last"
        w={90}
        error={faults.get(`${change.key}.lastDay`)}
        value={change.lastDay}
        onChange={(next) => onChange({ ...change, lastDay: count(next) })}
      />
      <CloseButton mt={25} size="lg" onClick={onRemove} aria-label={`Remove ${label}`} />
    </Group>
  );
}
