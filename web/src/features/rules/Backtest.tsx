import { Button, Group, Modal, NumberInput, Select, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { CampaignPicker } from "@/features/campaigns/CampaignPicker";
import { options } from "@/features/rules/ConditionFields";
import {
  BacktestRuleDocument,
  type BacktestRuleQuery,
  type BacktestRuleQueryVariables,
} from "@/features/rules/operations";
import { DIRECTIONS, METRICS, type Rule, told, worth } from "@/features/rules/rules";
import { type Column, DataTable } from "@/kit/DataTable";
import { change, date, metricName, NONE, number } from "@/kit/format";
import { Answered, Empty } from "@/kit/states";

type Result = BacktestRuleQuery["backtestRule"];
type Firing = Result["firings"][number];

const MOST_SHOWN = 10;

/** See when a rule would have fired, and whether what one expects came after it. */
export function Backtest({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const [asked, setAsked] = useState<BacktestRuleQueryVariables | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Try ${rule.name} on the past`}
      size="xl"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {told(rule.condition)}
        </Text>
        <Expectation rule={rule} onAsk={setAsked} />
        {/* What was found for another expectation does not stand under this one. */}
        {asked && <Asked key={JSON.stringify(asked)} variables={asked} />}
      </Stack>
    </Modal>
  );
}

function Asked({ variables }: { variables: BacktestRuleQueryVariables }) {
  const [answer, refresh] = useQuery({ query: BacktestRuleDocument, variables });
  return (
    <Answered answer={answer} onRetry={() => refresh({ requestPolicy: "network-only" })} rows={3}>
      {({ backtestRule }) => <Outcome result={backtestRule} />}
    </Answered>
  );
}

type ExpectationProps = {
  rule: Rule;
  onAsk: (variables: BacktestRuleQueryVariables) => void;
};

function Expectation({ rule, onAsk }: ExpectationProps) {
  const [metric, setMetric] = useState(rule.condition.metric);
  const [direction, setDirection] = useState<keyof typeof DIRECTIONS>("DECREASING");
  const [percent, setPercent] = useState(5);
  const [withinDays, setWithinDays] = useState(7);
  const [campaignId, setCampaignId] = useState<string | null>(rule.campaign?.id ?? null);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const outcome = { metric, direction, leastChange: percent / 100, withinDays };
    onAsk({ ruleId: rule.id, outcome, campaignId });
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" fw={600}>
          What you expect after it fires
        </Text>
        <Group grow align="flex-start">
          <Select
            label="Metric"
            allowDeselect={false}
            value={metric}
            onChange={(next) => next && setMetric(next)}
            data={METRICS.map((value) => ({ value, label: metricName(value) }))}
          />
          <Select
            label="It"
            allowDeselect={false}
            value={direction}
            onChange={(next) => next && setDirection(next)}
            data={options(DIRECTIONS)}
          />
          <NumberInput
            label="By at least"
            suffix=" %"
            min={0}
            value={percent}
            onChange={(next) => setPercent(Number(next))}
          />
          <NumberInput
            label="Within days"
            min={1}
            max={90}
            allowDecimal={false}
            value={withinDays}
            onChange={(next) => setWithinDays(Number(next))}
          />
        </Group>
        <Group align="flex-end" justify="space-between">
          {rule.campaign ? (
            <Text size="sm">On {rule.campaign.name}</Text>
          ) : (
            <CampaignPicker
              description="The metrics that are looked at"
              clearable
              value={campaignId}
              onChange={setCampaignId}
              empty="Choose a campaign"
            />
          )}
          <Button type="submit" disabled={campaignId === null}>
            Try it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Outcome({ result }: { result: Result }) {
  const days = `${date(result.start)} to ${date(result.end)}`;
  if (result.fired === 0) {
    return <Empty title="It would not have fired" hint={`On no day from ${days}.`} />;
  }
  const columns: Column<Firing>[] = [
    { key: "day", head: "Fired on", cell: (one) => date(one.day) },
    { key: "days", head: "Days in a row", numeric: true, cell: (one) => number(one.days) },
    { key: "value", head: "Value", numeric: true, cell: (one) => number(one.value, 3) },
    { key: "reference", head: "Held against", numeric: true, cell: (one) => number(one.reference, 3) },
    { key: "change", head: "What came after", numeric: true, cell: (one) => change(one.change) },
    {
      key: "followed",
      head: "As expected",
      cell: (one) => (one.followed === null ? NONE : one.followed ? "Yes" : "No"),
    },
  ];
  return (
    <Stack gap="xs" role="status" aria-label="Outcome">
      <Text size="sm">
        <strong>
          It would have fired {result.fired === 1 ? "once" : `${number(result.fired)} times`} from {days}.
        </strong>{" "}
        {worth(result.precision, result.usual, result.known)}
      </Text>
      <DataTable
        caption="Firings, the newest first"
        columns={columns}
        rows={result.firings.slice(0, MOST_SHOWN)}
        rowKey={(one) => one.day}
        minWidth={520}
      />
      {result.fired > MOST_SHOWN && (
        <Text size="xs" c="dimmed">
          The newest {number(MOST_SHOWN)} are shown.
        </Text>
      )}
    </Stack>
  );
}
