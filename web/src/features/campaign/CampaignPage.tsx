import { Button, Stack, Tabs } from "@mantine/core";
import { useClipboard, useDisclosure } from "@mantine/hooks";
import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useQuery } from "urql";
import { faultOf } from "@/api/faults";
import { type CampaignHead, Head } from "@/features/campaign/Head";
import { HoursTab } from "@/features/campaign/hours/HoursTab";
import { MetricsTab } from "@/features/campaign/MetricsTab";
import { CampaignHeadDocument } from "@/features/campaign/operations";
import { PlanTab } from "@/features/campaign/plan/PlanTab";
import { QualityTab } from "@/features/campaign/QualityTab";
import type { CampaignSearch, Tab } from "@/features/campaign/search";
import { ForecastTab } from "@/features/simulations/ForecastTab";
import { HistoryTab } from "@/features/simulations/HistoryTab";
import { RunDialog } from "@/features/simulations/RunDialog";
import { useMay } from "@/features/workspaces/Session";
import { Page } from "@/kit/Page";
import { Empty, Failure, Loading } from "@/kit/states";

const ROUTE = "/campaigns/$campaignId";

/** One campaign: what is ahead of it, what was, and how far its data can be trusted. */
export function CampaignPage() {
  const { campaignId } = useParams({ from: ROUTE });
  const [answer, refresh] = useQuery({ query: CampaignHeadDocument, variables: { id: campaignId } });
  const again = () => refresh({ requestPolicy: "network-only" });
  const campaign = answer.data?.campaign;
  if (campaign) return <Known campaign={campaign} onChanged={again} />;
  return (
    <Page title="Campaign">
      {answer.error ? (
        <Failure fault={faultOf(answer.error)} onRetry={again} />
      ) : answer.data ? (
        <Empty
          title="There is no such campaign"
          hint="It may have been deleted, or the address belongs to another workspace."
          action={
            <Button component="a" href="/campaigns" variant="default">
              All campaigns
            </Button>
          }
        />
      ) : (
        <Loading rows={5} height={90} />
      )}
    </Page>
  );
}

const NAMES: Record<Tab, string> = {
  forecast: "Forecast",
  metrics: "Metrics",
  plan: "Plan",
  hours: "Hours",
  quality: "Data quality",
  history: "History",
};

function Known({ campaign, onChanged }: { campaign: CampaignHead; onChanged: () => void }) {
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: ROUTE });
  const [asking, { open, close }] = useDisclosure();
  const may = useMay("ANALYST");
  const tab = search.tab ?? "forecast";
  const run = shownRun(search, campaign);
  const set = (more: CampaignSearch) =>
    void navigate({ search: (now) => ({ ...now, ...more }), resetScroll: false });

  return (
    <Page
      title={campaign.name}
      note={campaign.objective}
      controls={
        <>
          <CopyLink
            campaignId={campaign.id}
            search={tab === "forecast" && run ? { ...search, run } : search}
          />
          {may && <Button onClick={open}>Run simulation</Button>}
        </>
      }
    >
      <Head campaign={campaign} />
      <Tabs value={tab} onChange={(next) => set({ tab: next as Tab })} keepMounted={false}>
        <Tabs.List mb="md" style={{ flexWrap: "nowrap", overflowX: "auto", overflowY: "hidden" }}>
          {Object.entries(NAMES).map(([value, name]) => (
            <Tabs.Tab key={value} value={value}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="forecast">
          <Stack gap="md">
            <ForecastTab
              campaign={campaign}
              run={run}
              latest={campaign.latestSimulation?.id ?? null}
              metric={search.metric}
              by={search.by ?? "day"}
              onMetric={(metric) => set({ metric })}
              onBy={(by) => set({ by: by === "week" ? "week" : undefined })}
              onRun={open}
              onChanged={onChanged}
            />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="metrics">
          <MetricsTab campaign={campaign} search={search} onSearch={set} />
        </Tabs.Panel>
        <Tabs.Panel value="plan">
          <PlanTab campaign={campaign} search={search} onSearch={set} onRun={open} />
        </Tabs.Panel>
        <Tabs.Panel value="hours">
          <HoursTab campaign={campaign} search={search} onSearch={set} />
        </Tabs.Panel>
        <Tabs.Panel value="quality">
          <QualityTab campaignId={campaign.id} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Stack gap="md">
            <HistoryTab
              campaignId={campaign.id}
              currency={campaign.budget.currency}
              endDate={campaign.endDate}
              metric={search.metric}
              base={search.base}
              other={search.other}
              after={search.after}
              onAfter={(after) => set({ after })}
              onChoose={({ base, other }) => set({ base, other })}
              onMetric={(metric) => set({ metric })}
            />
          </Stack>
        </Tabs.Panel>
      </Tabs>
      <RunDialog
        campaignId={campaign.id}
        opened={asking}
        onClose={close}
        onStarted={(id) => {
          set({ run: id, tab: undefined });
          onChanged();
        }}
      />
    </Page>
  );
}

/** Return the run to show: the one of the address, one that is at work or failed last, else the last result. */
function shownRun(search: CampaignSearch, campaign: CampaignHead): string | null {
  const newest = campaign.simulations.edges[0]?.node;
  const telling = newest && newest.status !== "CANCELLED" ? newest.id : null;
  return search.run ?? telling ?? campaign.latestSimulation?.id ?? newest?.id ?? null;
}

/** Copy an address that shows the same view later, when a newer run is there. */
function CopyLink({ campaignId, search }: { campaignId: string; search: CampaignSearch }) {
  const { copy, copied } = useClipboard({ timeout: 2_000 });
  const router = useRouter();
  function put(): void {
    const { href } = router.buildLocation({ to: ROUTE, params: { campaignId }, search });
    copy(new URL(href, window.location.origin).href);
  }
  return (
    <Button variant="default" onClick={put}>
      {copied ? "Copied" : "Copy link"}
    </Button>
  );
}
