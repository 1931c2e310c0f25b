import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { RulesTab } from "@/features/rules/RulesTab";
import { KeysTab } from "@/features/workspaces/KeysTab";
import { MembersTab } from "@/features/workspaces/MembersTab";
import { useMay, useViewer } from "@/features/workspaces/Session";
import type { SettingsTab } from "@/features/workspaces/search";
import { WorkspaceTab } from "@/features/workspaces/WorkspaceTab";
import { words } from "@/kit/format";
import { Page } from "@/kit/Page";

/** The workspace: what it is, who is in it, and what opens it. */
export function SettingsPage() {
  const { tab = "workspace" } = useSearch({ from: "/settings" });
  const navigate = useNavigate({ from: "/settings" });
  const viewer = useViewer();
  const mayReadKeys = useMay("ANALYST");
  const shown = tab === "keys" && !mayReadKeys ? "workspace" : tab;
  return (
    <Page
      title="Settings"
      note={`${viewer.workspace.name}, where you are ${words(viewer.role).toLowerCase()}`}
    >
      <Tabs
        value={shown}
        onChange={(next) => void navigate({ search: { tab: next as SettingsTab } })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="workspace">Workspace</Tabs.Tab>
          <Tabs.Tab value="members">Members</Tabs.Tab>
          {mayReadKeys && <Tabs.Tab value="keys">API keys</Tabs.Tab>}
          <Tabs.Tab value="rules">Rules</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="workspace">
          <WorkspaceTab />
        </Tabs.Panel>
        <Tabs.Panel value="members">
          <MembersTab />
        </Tabs.Panel>
        {mayReadKeys && (
          <Tabs.Panel value="keys">
            <KeysTab />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="rules">
          <RulesTab />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
