import {
  Alert,
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAction } from "@/api/useAction";
import { CampaignPicker } from "@/features/campaigns/CampaignPicker";
import { ConditionFields, options } from "@/features/rules/ConditionFields";
import { CreateRuleDocument, UpdateRuleDocument } from "@/features/rules/operations";
import { draftOf, inputOf, KINDS, METRICS, type Rule } from "@/features/rules/rules";
import { metricName } from "@/kit/format";

type Props = {
  /** The rule that is changed; a new one without. */
  rule: Rule | null;
  onClose: () => void;
  onSaved: () => void;
};

/** Make a rule or change one. */
export function RuleDialog({ rule, onClose, onSaved }: Props) {
  const [draft, setDraft] = useState(() => draftOf(rule));
  const create = useAction(CreateRuleDocument, { quiet: true });
  const update = useAction(UpdateRuleDocument, { quiet: true });
  const { running, fault } = rule ? update : create;

  function change(part: Partial<typeof draft>): void {
    setDraft((now) => ({ ...now, ...part }));
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const input = inputOf(draft);
    const saved = rule
      ? await update.run({ input: { ruleId: rule.id, rule: input } })
      : await create.run({ input: { rule: input } });
    if (saved) onSaved();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={rule ? `Edit ${rule.name}` : "Make a rule"}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          {fault && (
            <Alert color="red" role="alert" title={fault.message}>
              {fault.hint}
            </Alert>
          )}
          <TextInput
            label="Name"
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            maxLength={200}
            data-autofocus
          />
          <Group grow align="flex-start">
            <Select
              label="What it looks at"
              allowDeselect={false}
              value={draft.kind}
              onChange={(kind) => kind && change({ kind })}
              data={options(KINDS)}
            />
            <Select
              label="Metric"
              allowDeselect={false}
              value={draft.metric}
              onChange={(metric) => metric && change({ metric })}
              data={METRICS.map((value) => ({ value, label: metricName(value) }))}
            />
          </Group>
          <ConditionFields draft={draft} onChange={change} />
          <Group grow align="flex-start">
            <CampaignPicker
              description="The metrics that are looked at"
              clearable
              value={draft.campaignId}
              known={rule?.campaign ?? null}
              onChange={(campaignId) => change({ campaignId })}
              empty="Every campaign"
            />
            <NumberInput
              label="Priority"
              description="10 first; from 8 it is urgent"
              min={1}
              max={10}
              allowDecimal={false}
              value={draft.priority}
              onChange={(priority) => change({ priority: Number(priority) })}
            />
          </Group>
          <Group justify="space-between">
            <Switch
              label="Watches new metrics"
              checked={draft.enabled}
              onChange={(event) => change({ enabled: event.currentTarget.checked })}
            />
            <Button type="submit" loading={running} disabled={!draft.name.trim()}>
              {rule ? "Save" : "Make it"}
            </Button>
          </Group>
          <Text size="xs" c="dimmed">
            It judges metrics from the next import or simulated hour on.
          </Text>
        </Stack>
      </form>
    </Modal>
  );
}
