import { Alert, Stack, Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { AdviceTab } from "@/features/audiences/AdviceTab";
import { BatchesTab } from "@/features/audiences/BatchesTab";
import { ImportTab } from "@/features/audiences/ImportTab";
import { PredictTab } from "@/features/audiences/PredictTab";
import type { AudiencesTab } from "@/features/audiences/search";
import { useServing } from "@/features/audiences/serving";
import { useJobUpdates } from "@/features/jobs/useJobUpdates";
import { useMay } from "@/features/workspaces/Session";
import { Page } from "@/kit/Page";

const NAMES: Record<AudiencesTab, string> = {
  predict: "Predict",
  advice: "Advice",
  batches: "Batches",
  import: "Import",
};

/** What e-mails, audiences and content are likely to do, and what would do better. */
export function AudiencesPage() {
  const search = useSearch({ from: "/audiences" });
  const navigate = useNavigate({ from: "/audiences" });
  const may = useMay("ANALYST");
  const updates = useJobUpdates();
  const serving = useServing(updates);
  const tabs = (Object.keys(NAMES) as AudiencesTab[]).filter((one) => may || one !== "import");
  const tab = search.tab && tabs.includes(search.tab) ? search.tab : "predict";
  return (
    <Page
      title="Audience"
      note="What e-mails, audiences and content are likely to do, and what would do better"
    >
      {updates.fault && (
        <Alert color="orange" role="alert" title="Background work cannot be followed">
          {updates.fault}
        </Alert>
      )}
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({
            search: (now) => ({ ...now, tab: next as AudiencesTab, after: undefined, before: undefined }),
          })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {NAMES[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Stack gap="md">
            {tab === "predict" && <PredictTab serving={serving} updates={updates} />}
            {tab === "advice" && <AdviceTab serving={serving} updates={updates} />}
            {tab === "batches" && <BatchesTab serving={serving} updates={updates} />}
            {tab === "import" && <ImportTab updates={updates} />}
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
