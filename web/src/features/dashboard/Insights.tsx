import { Button, Group, Stack, Text } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useQuery, useSubscription } from "urql";
import { Grounds } from "@/features/dashboard/Grounds";
import { DashboardInsightDocument, DashboardInsightsDocument } from "@/features/dashboard/operations";
import { type Insight, ranked } from "@/features/dashboard/ranking";
import { Tag } from "@/kit/badges";
import { CampaignLink } from "@/kit/CampaignLink";
import { ago, money, share, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

const SHORT = 6;

/** How long news are gathered before the list is asked for again. */
const GATHER_MS = 1_000;

/** What somebody should know, the dearest first. New ones come live. */
export function Insights() {
  const [answer, refresh] = useQuery({ query: DashboardInsightsDocument });
  const [all, setAll] = useState(false);
  const [news] = useSubscription({ query: DashboardInsightDocument });
  const newest = news.data?.campaignInsights.id;
  const known = answer.data?.insights.edges.some(({ node }) => node.id === newest) ?? true;

  useEffect(() => {
    if (!newest || known) return;
    const timer = setTimeout(() => refresh({ requestPolicy: "network-only" }), GATHER_MS);
    return () => clearTimeout(timer);
  }, [newest, known, refresh]);

  return (
    <Section title="Insights" note="What is most at stake, of the latest 50" minHeight={360}>
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={SHORT}
        height={44}
      >
        {({ insights }) => (
          <Ranking insights={insights.edges.map((edge) => edge.node)} all={all} onAll={setAll} />
        )}
      </Answered>
    </Section>
  );
}

type RankingProps = { insights: Insight[]; all: boolean; onAll: (all: boolean) => void };

function Ranking({ insights, all, onAll }: RankingProps) {
  const order = useMemo(() => ranked(insights), [insights]);
  if (order.length === 0) {
    return (
      <Empty
        title="Nothing to tell yet"
        hint="Risks, advice, anomalies and rules that fired appear here as soon as a campaign was simulated or its metrics came in."
      />
    );
  }
  return (
    <>
      <Stack component="ul" gap="sm" p={0} m={0}>
        {order.slice(0, all ? order.length : SHORT).map((insight) => (
          <One key={insight.id} insight={insight} />
        ))}
      </Stack>
      {order.length > SHORT && (
        <Button variant="subtle" size="compact-sm" onClick={() => onAll(!all)}>
          {all ? "Show fewer" : `Show all ${order.length}`}
        </Button>
      )}
    </>
  );
}

function One({ insight }: { insight: Insight }) {
  const { moneyAtStake: stake } = insight;
  return (
    <Group component="li" align="flex-start" gap="sm" wrap="nowrap" style={{ listStyle: "none" }}>
      <Tag value={insight.severity} />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text fw={600} size="sm">
          {insight.title}
        </Text>
        <Text size="sm">{insight.text}</Text>
        <Text size="xs" c="dimmed">
          {words(insight.kind)}
          {insight.campaign && (
            <>
              {" · "}
              <CampaignLink campaign={insight.campaign} size="xs" underline="always" />
            </>
          )}
          {insight.confidence !== null &&
            insight.confidence !== undefined &&
            ` · confidence ${share(insight.confidence)}`}
          {` · ${ago(insight.at)}`}
        </Text>
        <Grounds insight={insight} />
      </div>
      {stake && (
        <Text fw={700} size="sm" ta="right" style={{ whiteSpace: "nowrap" }}>
          {money(Number(stake.amount), stake.currency)}
        </Text>
      )}
    </Group>
  );
}
