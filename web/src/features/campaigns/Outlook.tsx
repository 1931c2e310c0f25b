import { Drawer, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Campaign } from "@/features/campaigns/rows";
import { modelName } from "@/features/models/accuracy";
import { type Column, DataTable } from "@/kit/DataTable";
import { ago, date, figure, metricName, NONE, number, share } from "@/kit/format";

type Known = NonNullable<Campaign["outlook"]>;
type Total = Known["totals"][number];

/** What is told first: revenue where it is known, else what is next best. */
const FIRST = ["REVENUE", "CONVERSIONS", "CLICKS", "IMPRESSIONS"];

/** What the last forecast of all campaigns found for one; behind it all metrics, and how they came about. */
export function Outlook({ campaign: { name, outlook } }: { campaign: Campaign }) {
  const [opened, { open, close }] = useDisclosure();
  if (!outlook) return NONE;
  const total = FIRST.flatMap((metric) => outlook.totals.find((one) => one.metric === metric) ?? [])[0];
  if (!total) {
    return (
      <Text size="xs" c="dimmed" maw={150} lineClamp={2} title={outlook.reason ?? undefined}>
        {outlook.reason ?? "nothing forecast"}
      </Text>
    );
  }
  return (
    <>
      <UnstyledButton aria-label={`What is ahead of ${name}`} onClick={open}>
        <Text size="sm" td="underline" style={{ textDecorationStyle: "dotted" }}>
          {figure(total.median, total.unit, total.metric)}
        </Text>
        <Text size="xs" c="dimmed" miw={105} maw={125}>
          {metricName(total.metric)}, {number(outlook.days)} days
          {outlook.outdated && ", outdated"}
        </Text>
      </UnstyledButton>
      <Drawer
        opened={opened}
        onClose={close}
        title={`Ahead of ${name}`}
        position="right"
        size={520}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Details name={name} outlook={outlook} />
      </Drawer>
    </>
  );
}

const COLUMNS: Column<Total>[] = [
  { key: "metric", head: "Metric", cell: (one) => metricName(one.metric) },
  { key: "median", head: "Median", numeric: true, cell: (one) => write(one.median, one) },
  { key: "range", head: "80 % range", numeric: true, cell: rangeOf },
  { key: "previous", head: "Days before", numeric: true, cell: (one) => write(one.previous, one) },
];

const write = (value: number | null, { unit, metric }: Total): string => figure(value, unit, metric);

function rangeOf(total: Total): string {
  const range = total.intervals.find((one) => one.level === 0.8);
  return range ? `${write(range.lower, total)} to ${write(range.upper, total)}` : NONE;
}

function Details({ name, outlook }: { name: string; outlook: Known }) {
  const { start, days, horizonDays, madeAt, outdated, totals, members } = outlook;
  const short = days < horizonDays ? ` of ${number(horizonDays)} that were asked for` : "";
  return (
    <Stack gap="xs">
      <Text size="sm">
        {`${number(days)} days${short} from ${date(start)}, made ${ago(madeAt)}.`}
        {outdated && " The campaign's data have changed since: forecast all campaigns again."}
      </Text>
      <DataTable
        caption={`What is ahead of ${name}, by metric`}
        columns={COLUMNS}
        rows={totals}
        rowKey={(one) => one.metric}
        minWidth={380}
      />
      {members.length > 0 && (
        <Text size="xs" c="dimmed">
          {`By ${members.map((one) => `${modelName(one.model)} ${share(one.weight)}`).join(", ")}. A simulation asks all models and tells far more.`}
        </Text>
      )}
    </Stack>
  );
}
