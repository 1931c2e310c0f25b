import { Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useAction } from "@/api/useAction";
import { type Channel, PlanSpendDocument } from "@/features/campaign/operations";
import { daysFrom, type Entry, MOST_DAYS } from "@/features/campaign/plan/entry";
import type { Period } from "@/features/campaign/plan/plan";
import { Confirm } from "@/kit/Confirm";
import { type Column, DataTable } from "@/kit/DataTable";
import { channelName, date, exactMoney, money, NONE, number } from "@/kit/format";
import { Section } from "@/kit/Section";

type Props = {
  campaignId: string;
  channel: Channel;
  currency: string;
  periods: readonly Period[];
  /** Whether these are all that there are. */
  whole: boolean;
  controls: ReactNode;
  /** Told what the form begins with; none for those who may not change the plan. */
  onChange: ((entry: Entry) => void) | null;
};

/** The plan of a channel, as periods on which the same is planned day after day. */
export function PlanPeriods({ campaignId, channel, currency, periods, whole, controls, onChange }: Props) {
  const [clearing, setClearing] = useState<Period | null>(null);
  const columns: Column<Period>[] = [
    { key: "days", head: "Days", cell: (one) => span(one) },
    { key: "count", head: "Number", numeric: true, cell: (one) => number(one.days) },
    {
      key: "amount",
      head: "A day",
      numeric: true,
      cell: (one) => (Number(one.amount) === 0 ? "rests" : exactMoney(Number(one.amount), currency)),
    },
    { key: "planned", head: "Planned", numeric: true, cell: (one) => money(one.planned, currency, false) },
    { key: "spent", head: "Spent so far", numeric: true, cell: (one) => spentOf(one, currency) },
  ];
  if (onChange) {
    columns.push({
      key: "actions",
      head: <VisuallyHidden>What can be done</VisuallyHidden>,
      numeric: true,
      cell: (one) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Change the plan of ${span(one)}`}
            onClick={() => onChange({ first: one.first, last: one.last, amount: one.amount })}
          >
            Change
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Clear the plan of ${span(one)}`}
            onClick={() => setClearing(one)}
          >
            Clear
          </Button>
        </Group>
      ),
    });
  }
  return (
    <Section
      title="The plan"
      note={`${channelName(channel)}: days that follow each other with the same amount are one row${whole ? "" : "; the first 1,000 days are shown"}`}
      controls={controls}
    >
      <DataTable
        caption={`Planned spend on ${channelName(channel)}`}
        columns={columns}
        rows={[...periods].reverse()}
        rowKey={(one) => one.first}
        minWidth={640}
      />
      {clearing && (
        <Clear
          campaignId={campaignId}
          channel={channel}
          period={clearing}
          onClose={() => setClearing(null)}
        />
      )}
    </Section>
  );
}

const span = ({ first, last }: Period): string =>
  first === last ? date(first) : `${date(first)} to ${date(last)}`;

function spentOf({ spent, observed, days }: Period, currency: string): string {
  if (spent === null) return NONE;
  const of = observed < days ? ` on ${number(observed)} of ${number(days)} days` : "";
  return `${money(spent, currency, false)}${of}`;
}

type ClearProps = { campaignId: string; channel: Channel; period: Period; onClose: () => void };

function Clear({ campaignId, channel, period, onClose }: ClearProps) {
  const action = useAction(PlanSpendDocument, { quiet: true });

  async function confirm(): Promise<void> {
    const days = daysFrom(period.first, period.last);
    for (let done = 0; done < days.length; done += MOST_DAYS) {
      const clear = days.slice(done, done + MOST_DAYS);
      if (!(await action.run({ input: { campaignId, channel, days: null, clear } }))) return;
    }
    onClose();
  }

  return (
    <Confirm
      opened
      onClose={onClose}
      title={`Plan nothing for ${span(period)}?`}
      action="Clear the plan"
      danger
      running={action.running}
      fault={action.fault}
      onConfirm={() => void confirm()}
    >
      <Text size="sm">
        {`The next forecast takes ${channelName(channel)} to go on as before on ${period.days === 1 ? "this day" : "these days"}. To say that the channel rests, plan 0 instead.`}
      </Text>
    </Confirm>
  );
}
