import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { AccuracyTab } from "@/features/models/AccuracyTab";
import type { ModelsTab } from "@/features/models/search";
import { VersionsTab } from "@/features/models/VersionsTab";
import { Page } from "@/kit/Page";

/** How good forecasts were, and which versions of models make them. */
export function ModelsPage() {
  const { tab = "accuracy" } = useSearch({ from: "/models" });
  const navigate = useNavigate({ from: "/models" });
  return (
    <Page title="Models" note="How good forecasts were, and which versions make them">
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ search: (now) => ({ ...now, tab: next as ModelsTab }) })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="accuracy">Accuracy</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="accuracy">
          <AccuracyTab />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsTab />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
