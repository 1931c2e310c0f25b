import { Grid, SegmentedControl, SimpleGrid, Stack } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useQuery } from "urql";
import { Activity } from "@/features/dashboard/Activity";
import { Attention, Recent } from "@/features/dashboard/Campaigns";
import { ChannelMix } from "@/features/dashboard/ChannelMix";
import { Figures } from "@/features/dashboard/Figures";
import { Insights } from "@/features/dashboard/Insights";
import { DashboardDocument, type DashboardQuery } from "@/features/dashboard/operations";
import { Trends } from "@/features/dashboard/Trends";
import { date, number } from "@/kit/format";
import { Page } from "@/kit/Page";
import { lastDays } from "@/kit/range";
import { SpanPicker } from "@/kit/SpanPicker";
import { Answered, Empty } from "@/kit/states";

export type Dashboard = DashboardQuery["dashboard"];
export type CurrencyDashboard = Dashboard["currencies"][number];

/** The cockpit: figures beside those before, what is at stake, and what happens now. */
export function OverviewPage() {
  const { span = "30d", currency } = useSearch({ from: "/" });
  const navigate = useNavigate({ from: "/" });
  const variables = useMemo(() => ({ range: lastDays(span) }), [span]);
  const [answer, refresh] = useQuery({ query: DashboardDocument, variables });
  const range = answer.data?.dashboard.range ?? variables.range;

  return (
    <Page
      title="Overview"
      note={`${date(range.start)} to ${date(range.end)}, against as many days before`}
      controls={
        <SpanPicker
          value={span}
          onChange={(next) => void navigate({ search: (now) => ({ ...now, span: next }) })}
        />
      }
    >
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={3}
        height={96}
      >
        {({ dashboard }) => (
          <Money
            dashboard={dashboard}
            currency={currency}
            onCurrency={(next) => void navigate({ search: (now) => ({ ...now, currency: next }) })}
          />
        )}
      </Answered>
      <Grid>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Insights />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Activity />
        </Grid.Col>
      </Grid>
      {answer.data && (
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Attention campaigns={answer.data.dashboard.attention} />
          <Recent campaigns={answer.data.dashboard.recentCampaigns} />
        </SimpleGrid>
      )}
    </Page>
  );
}

type MoneyProps = {
  dashboard: Dashboard;
  currency: string | undefined;
  onCurrency: (currency: string) => void;
};

/** Figures of one currency at a time: money of two is never added up. */
function Money({ dashboard, currency, onCurrency }: MoneyProps) {
  if (dashboard.currencies.length === 0) {
    return (
      <Empty
        title="No campaign ran on these days"
        hint="Choose more days, or create a campaign and import what it brought: figures appear as soon as there are any."
      />
    );
  }
  const money = dashboard.currencies.find((one) => one.currency === currency) ?? dashboard.currencies[0];
  return (
    <Stack gap="md">
      {dashboard.currencies.length > 1 && (
        <SegmentedControl
          aria-label="Currency"
          size="xs"
          style={{ alignSelf: "flex-start" }}
          value={money?.currency}
          onChange={onCurrency}
          data={dashboard.currencies.map((one) => ({
            value: one.currency,
            label: `${one.currency} · ${one.campaigns === 1 ? "1 campaign" : `${number(one.campaigns)} campaigns`}`,
          }))}
        />
      )}
      {money && (
        <>
          <Figures counts={dashboard.counts} money={money} />
          <Grid>
            <Grid.Col span={{ base: 12, lg: 8 }}>
              <Trends money={money} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 4 }}>
              <ChannelMix money={money} />
            </Grid.Col>
          </Grid>
        </>
      )}
    </Stack>
  );
}
