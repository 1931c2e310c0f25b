import { Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import type { CampaignHead } from "@/features/campaign/Head";
import { CampaignPlanDocument, CampaignSeriesDocument, type Channel } from "@/features/campaign/operations";
import type { Entry } from "@/features/campaign/plan/entry";
import { PlanDialog } from "@/features/campaign/plan/PlanDialog";
import { PlanPeriods } from "@/features/campaign/plan/PlanPeriods";
import { aheadOf, besideEachOther, keptOf, type PlannedDay, periodsOf } from "@/features/campaign/plan/plan";
import { type CampaignSearch, LOOKS, type Look } from "@/features/campaign/search";
import { useMay } from "@/features/workspaces/Session";
import { TimeChart } from "@/kit/charts/TimeChart";
import { channelName, date, money, number, share } from "@/kit/format";
import { DAY_MS, isoDay } from "@/kit/range";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Props = {
  campaign: CampaignHead;
  search: CampaignSearch;
  onSearch: (more: CampaignSearch) => void;
  onRun: () => void;
};

/** What is planned to be spent, beside what was spent. */
export function PlanTab({ campaign, search, onSearch, onRun }: Props) {
  const [whole, refresh] = useQuery({
    query: CampaignPlanDocument,
    variables: { id: campaign.id, channel: null, range: null },
  });
  const again = () => refresh({ requestPolicy: "network-only" });
  return (
    <Answered answer={whole} onRetry={again} rows={1} height={420}>
      {(data) => {
        const planned = data.campaign?.plannedSpend ?? [];
        const channels = channelsOf(campaign, planned);
        const channel =
          channels.find((one) => one === search.channel) ?? planned[0]?.channel ?? channels[0] ?? null;
        if (channel === null) return null;
        return (
          <OfChannel
            key={channel}
            campaign={campaign}
            channels={channels}
            channel={channel}
            look={search.look ?? "90d"}
            onSearch={onSearch}
            onRun={onRun}
          />
        );
      }}
    </Answered>
  );
}

/** The channels that it runs on, and those that it ran on and that are still planned for. */
function channelsOf(campaign: CampaignHead, planned: readonly PlannedDay[]): Channel[] {
  return [...new Set([...campaign.channels, ...planned.map((one) => one.channel)])];
}

type OfChannelProps = Omit<Props, "search"> & { channels: readonly Channel[]; channel: Channel; look: Look };

function OfChannel({ campaign, channels, channel, look, onSearch, onRun }: OfChannelProps) {
  const { id } = campaign;
  const { currency } = campaign.budget;
  const may = useMay("ANALYST");
  const [entry, setEntry] = useState<Entry | null>(null);
  const [plan, again] = useQuery({ query: CampaignPlanDocument, variables: { id, channel, range: null } });
  const [spend] = useQuery({ query: CampaignSeriesDocument, variables: { id, channel, metrics: ["SPEND"] } });
  const planned = plan.data?.campaign?.plannedSpend;
  const spent = spend.data?.campaign?.metrics[0]?.points;
  const chart = useMemo(
    () => besideEachOther(planned ?? [], spent ?? [], LOOKS[look]),
    [planned, spent, look],
  );
  const periods = useMemo(() => periodsOf(planned ?? [], spent ?? []), [planned, spent]);
  const begin = () => setEntry(nextOf(campaign, spent ?? []));
  const state = may && campaign.channels.includes(channel) && (
    <Button size="compact-md" onClick={begin}>
      Plan spend
    </Button>
  );

  return (
    <Stack gap="md">
      <Section
        title="Planned and spent"
        note={`${channelName(channel)}, by day. The next forecast follows the plan as closely as past plans were kept.`}
        minHeight={420}
        controls={<Controls channels={channels} channel={channel} look={look} onSearch={onSearch} />}
      >
        <Answered
          answer={plan}
          onRetry={() => again({ requestPolicy: "network-only" })}
          rows={1}
          height={300}
        >
          {() =>
            periods.length === 0 ? (
              <Empty
                title={`Nothing is planned for ${channelName(channel)}`}
                hint="Say what is to be spent on days ahead, and a forecast goes by that instead of going on as before. Plans of past days are worth stating too: they tell how closely plans are kept."
                action={state || undefined}
              />
            ) : (
              <>
                <Told planned={planned ?? []} spent={spent ?? []} currency={currency} />
                <TimeChart
                  label={`Planned and spent on ${channelName(channel)} by day`}
                  height={300}
                  format={(value) => money(value, currency)}
                  {...chart}
                />
              </>
            )
          }
        </Answered>
      </Section>
      {periods.length > 0 && (
        <PlanPeriods
          campaignId={id}
          channel={channel}
          currency={currency}
          periods={periods}
          whole={(planned?.length ?? 0) < MOST_READ}
          controls={
            <Group gap="xs">
              {may && (
                <Button size="compact-md" variant="default" onClick={onRun}>
                  Run a simulation with it
                </Button>
              )}
              {state}
            </Group>
          }
          onChange={may && campaign.channels.includes(channel) ? setEntry : null}
        />
      )}
      {entry && (
        <PlanDialog
          campaign={campaign}
          channels={campaign.channels}
          channel={channel}
          entry={entry}
          onClose={() => setEntry(null)}
          onSaved={(saved) => {
            setEntry(null);
            onSearch({ channel: saved });
            again({ requestPolicy: "network-only" });
          }}
        />
      )}
    </Stack>
  );
}

/** Planned days that the server gives at once. */
const MOST_READ = 1_000;

/** Begin with the day after the last one observed, within the days of the campaign. */
function nextOf(campaign: CampaignHead, spend: readonly { at: string }[]): Entry {
  const last = spend.at(-1)?.at.slice(0, 10);
  const after = last ? isoDay(new Date(Date.parse(last) + DAY_MS)) : campaign.startDate;
  const day = campaign.endDate && after > campaign.endDate ? campaign.endDate : after;
  return { first: day, last: day, amount: "" };
}

type ControlsProps = Pick<OfChannelProps, "channels" | "channel" | "look" | "onSearch">;

function Controls({ channels, channel, look, onSearch }: ControlsProps) {
  return (
    <Group gap="xs">
      <Select
        aria-label="Channel"
        size="xs"
        w={150}
        allowDeselect={false}
        value={channel}
        onChange={(next) => next && onSearch({ channel: next })}
        data={channels.map((value) => ({ value, label: channelName(value) }))}
      />
      <SegmentedControl
        aria-label="Days shown"
        size="xs"
        value={look}
        onChange={(next) => onSearch({ look: next as Look })}
        data={Object.entries(LOOKS).map(([value, days]) => ({ value, label: days ? `${days} days` : "All" }))}
      />
    </Group>
  );
}

type ToldProps = {
  planned: readonly PlannedDay[];
  spent: readonly { at: string; value: number }[];
  currency: string;
};

/** The plan in a sentence or two: what is ahead, and how closely past plans were kept. */
function Told({ planned, spent, currency }: ToldProps) {
  const ahead = aheadOf(planned, spent);
  const kept = keptOf(planned, spent);
  const write = (value: number) => money(value, currency, false);
  const last = spent.at(-1)?.at;
  return (
    <Text>
      {ahead.days === 0
        ? "No day ahead is planned."
        : `${ahead.days === 1 ? "1 day ahead is" : `${number(ahead.days)} days ahead are`} planned, with ${write(ahead.planned)} in all.`}
      {kept &&
        ` On ${kept.days === 1 ? "the past planned day" : `${number(kept.days)} past planned days`} ${write(kept.spent)} of ${write(kept.planned)} was spent${kept.planned > 0 ? `, ${share(kept.spent / kept.planned)}` : ""}.`}
      {last && (
        <Text span size="sm" c="dimmed">
          {` Spend is known up to ${date(last)}.`}
        </Text>
      )}
    </Text>
  );
}
