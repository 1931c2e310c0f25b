import { ActionIcon, Menu } from "@mantine/core";
import { Icon } from "@/app/Icon";
import type { Scenario } from "@/features/simulators/model";
import { type Document, download } from "@/features/simulators/own";

const DOTS = "M12 5.5v.01M12 12v.01M12 18.5v.01";

export type ScenarioDeeds = {
  onCopy: (scenario: Scenario) => void;
  onEdit: (scenario: Scenario) => void;
  onDelete: (scenario: Scenario) => void;
};

/** What else can be done with a scenario: everybody may take its document, who may command may write own ones. */
export function ScenarioMenu({
  scenario,
  may,
  deeds,
}: {
  scenario: Scenario;
  may: boolean;
  deeds: ScenarioDeeds;
}) {
  return (
    <Menu position="bottom-start" width={230} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More for ${scenario.name}`}>
          <Icon path={DOTS} size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {may && scenario.own && <Menu.Item onClick={() => deeds.onEdit(scenario)}>Edit…</Menu.Item>}
        {may && <Menu.Item onClick={() => deeds.onCopy(scenario)}>Copy as an own one…</Menu.Item>}
        <Menu.Item onClick={() => download(`${scenario.id}.json`, scenario.document as Document)}>
          Download the document
        </Menu.Item>
        {may && scenario.own && (
          <>
            <Menu.Divider />
            <Menu.Item c="var(--mantine-color-red-text)" onClick={() => deeds.onDelete(scenario)}>
              Delete…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
