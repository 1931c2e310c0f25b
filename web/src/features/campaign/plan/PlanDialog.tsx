import { Button, Group, Modal, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import type { Channel } from "@/features/campaign/operations";
import { type Entry, pasted } from "@/features/campaign/plan/entry";
import { PasteFields } from "@/features/campaign/plan/PasteFields";
import { PeriodFields, type Row, rowOf } from "@/features/campaign/plan/PeriodFields";
import { usePlanning } from "@/features/campaign/plan/usePlanning";
import { channelName, date } from "@/kit/format";
import { Failure } from "@/kit/states";

type Props = {
  campaign: { id: string; startDate: string; endDate: string | null; budget: { currency: string } };
  channels: readonly Channel[];
  channel: Channel;
  /** What the form begins with. */
  entry: Entry;
  onSaved: (channel: Channel) => void;
  onClose: () => void;
};

/** State what is planned to be spent on a channel. */
export function PlanDialog(props: Props) {
  return (
    <Modal
      opened
      onClose={props.onClose}
      title="Plan spend"
      size="xl"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form {...props} />
    </Modal>
  );
}

type Way = "periods" | "paste";

function Form({ campaign, channels, channel: begun, entry, onSaved, onClose }: Props) {
  const [channel, setChannel] = useState(begun);
  const [way, setWay] = useState<Way>("periods");
  const [rows, setRows] = useState<readonly Row[]>(() => [rowOf(entry)]);
  const [text, setText] = useState("");
  const planning = usePlanning(campaign.id);
  const { faults } = planning;
  const lines = pasted(text);
  const entries = way === "periods" ? rows : lines.lines;
  const unread = way === "paste" && lines.faults.length > 0;

  function change<Value>(set: (value: Value) => void): (value: Value) => void {
    return (value) => {
      planning.clear();
      set(value);
    };
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (unread || !(await planning.save(channel, entries, way === "paste"))) return;
    notifications.show({
      color: "green",
      title: `The plan of ${channelName(channel)} was saved`,
      message: "The next forecast follows it. Forecasts that were made before stay as they were.",
    });
    onSaved(channel);
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack>
        {faults.rest.map((one) => (
          <Failure key={one.message} fault={one} />
        ))}
        <Group align="flex-end" justify="space-between">
          <Select
            label="Channel"
            description={spanOf(campaign)}
            allowDeselect={false}
            value={channel}
            onChange={(next) => next && change(setChannel)(next)}
            data={channels.map((value) => ({ value, label: channelName(value) }))}
            error={faults.channel}
          />
          <SegmentedControl
            aria-label="How the plan is entered"
            value={way}
            onChange={(next) => change(setWay)(next as Way)}
            data={[
              { value: "periods", label: "By period" },
              { value: "paste", label: "Paste or file" },
            ]}
          />
        </Group>
        {way === "periods" ? (
          <PeriodFields
            rows={rows}
            currency={campaign.budget.currency}
            faults={faults.entries}
            onChange={change(setRows)}
          />
        ) : (
          <PasteFields text={text} pasted={lines} faults={faults.entries} onChange={change(setText)} />
        )}
        <Group justify="space-between">
          <Text size="xs" c="dimmed" maw={440}>
            Days that are named replace what was planned for them, others stay. An amount of 0 says that the
            channel rests.
            {way === "paste" && " A line that ends without an amount takes the plan of its days away."}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={planning.running} disabled={entries.length === 0 || unread}>
              Save the plan
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

function spanOf({ startDate, endDate, budget }: Props["campaign"]): string {
  const until = endDate ? ` to ${date(endDate)}` : " on";
  return `The campaign runs from ${date(startDate)}${until}; amounts are in ${budget.currency}`;
}
