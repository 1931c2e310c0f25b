import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import { CustomScenario, emptyScenario } from "@/features/simulations/CustomScenario";
import { METRICS } from "@/features/simulations/metrics";
import {
  type EnsembleStrategy,
  type MetricType,
  RunSimulationDocument,
  type ScenarioKind,
} from "@/features/simulations/operations";
import { type Draft, faults, HORIZON, inputOf, USUAL } from "@/features/simulations/request";
import { metricName } from "@/kit/format";
import { Failure } from "@/kit/states";

const HORIZONS = [7, 14, 30, 60, 90];

const STRATEGIES: { value: EnsembleStrategy; label: string }[] = [
  { value: "STACKED", label: "Stacked: what would have lost least (best left so)" },
  { value: "STATIC", label: "Static: all equally" },
  { value: "CONFIDENCE", label: "Confidence: by how honest each model's ranges were" },
  { value: "PERFORMANCE", label: "Performance: by how near each model was" },
  { value: "DYNAMIC", label: "Dynamic: confidence, nearness, reach and speed" },
];

const KINDS: { kind: ScenarioKind; label: string; description: string }[] = [
  { kind: "OPTIMISTIC", label: "Optimistic", description: "3 in 4 outcomes are lower" },
  { kind: "REALISTIC", label: "Realistic", description: "The middle of the outcomes" },
  { kind: "PESSIMISTIC", label: "Pessimistic", description: "3 in 4 outcomes are higher" },
];

type Props = {
  campaignId: string;
  opened: boolean;
  onClose: () => void;
  /** Told the id of the run that was started, or found. */
  onStarted: (id: string) => void;
};

/** Ask for a simulation. */
export function RunDialog({ campaignId, opened, onClose, onStarted }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Run a simulation"
      size={720}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form campaignId={campaignId} onClose={onClose} onStarted={onStarted} />
    </Modal>
  );
}

function Form({ campaignId, onClose, onStarted }: Omit<Props, "opened">) {
  const [draft, setDraft] = useState<Draft>(USUAL);
  const [asked, setAsked] = useState(false);
  const run = useAction(RunSimulationDocument, { quiet: true });
  const found = faults(draft);
  const shown = asked ? found : new Map<string, string>();
  const change = (more: Partial<Draft>) => setDraft((now) => ({ ...now, ...more }));

  async function start(): Promise<void> {
    setAsked(true);
    if (found.size > 0) return;
    const data = await run.run({ input: inputOf(campaignId, draft) });
    const simulation = data?.runSimulation.simulation;
    if (!simulation) return;
    for (const warning of data.runSimulation.warnings) {
      notifications.show({ color: "yellow", title: "Good to know", message: warning, autoClose: 10_000 });
    }
    if (simulation.cached) {
      notifications.show({
        title: "Answered at once",
        message: "The same was asked of the same data within a day. This is that result.",
      });
    }
    onStarted(simulation.id);
    onClose();
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Stack gap="md">
        {run.fault && <Failure fault={run.fault} />}
        <Horizon
          days={draft.horizonDays}
          error={shown.get("horizonDays")}
          onChange={(horizonDays) => change({ horizonDays })}
        />
        <Checkbox.Group
          label="Scenarios"
          error={shown.get("kinds")}
          value={draft.kinds}
          onChange={(next) => change({ kinds: next as ScenarioKind[] })}
        >
          <Group mt={6} gap="lg">
            {KINDS.map(({ kind, label, description }) => (
              <Checkbox key={kind} value={kind} label={label} description={description} />
            ))}
          </Group>
        </Checkbox.Group>
        {draft.custom.map((custom, index) => (
          <CustomScenario
            key={custom.key}
            number={index + 1}
            custom={custom}
            faults={shown}
            onChange={(next) =>
              change({ custom: draft.custom.map((one) => (one.key === next.key ? next : one)) })
            }
            onRemove={() => change({ custom: draft.custom.filter((one) => one.key !== custom.key) })}
          />
        ))}
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: "flex-start" }}
          onClick={() => change({ custom: [...draft.custom, emptyScenario()] })}
        >
          Add a scenario of your own
        </Button>
        <MultiSelect
          label="Metrics"
          description="Everything that can be derived when left empty"
          value={draft.metrics}
          onChange={(next) => change({ metrics: next as MetricType[] })}
          data={METRICS.map((metric) => ({ value: metric, label: metricName(metric) }))}
          clearable
        />
        <Select
          label="How the models are weighted"
          allowDeselect={false}
          value={draft.strategy}
          onChange={(next) => next && change({ strategy: next as EnsembleStrategy })}
          data={STRATEGIES}
        />
        {asked && found.size > 0 && (
          <Alert color="red" role="alert">
            <Text size="sm">Something is not right yet. The fields say what.</Text>
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={run.running}>
            Run the simulation
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type HorizonProps = {
  days: Draft["horizonDays"];
  error: string | undefined;
  onChange: (days: Draft["horizonDays"]) => void;
};

function Horizon({ days, error, onChange }: HorizonProps) {
  return (
    <Stack gap={6}>
      <NumberInput
        label="Days ahead"
        description={`${HORIZON.least} to ${HORIZON.most}, from the day after the last one observed. Beyond 90 the ranges say little.`}
        error={error}
        value={days}
        onChange={(next) => onChange(next === "" ? "" : Number(next))}
        allowDecimal={false}
        min={1}
        max={999}
        styles={{ wrapper: { maxWidth: 220 } }}
        data-autofocus
      />
      <Group gap={6}>
        {HORIZONS.map((one) => (
          <Button
            key={one}
            size="compact-xs"
            variant={days === one ? "light" : "default"}
            aria-pressed={days === one}
            onClick={() => onChange(one)}
          >
            {`${one} days`}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
