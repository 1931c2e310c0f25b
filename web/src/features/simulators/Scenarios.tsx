import { Button, Chip, Group, Menu, SimpleGrid, Stack } from "@mantine/core";
import { useState } from "react";
import { ActivateDialog } from "@/features/simulators/ActivateDialog";
import { DeleteScenario } from "@/features/simulators/DeleteScenario";
import { activeScenario, type Catalogue, type Scenario, type State } from "@/features/simulators/model";
import { copyOf, type Document, EMPTY_DOCUMENT } from "@/features/simulators/own";
import { Problems } from "@/features/simulators/Problems";
import { categoryName, ScenarioCard } from "@/features/simulators/ScenarioCard";
import { type Editing, ScenarioEditor } from "@/features/simulators/ScenarioEditor";
import { Empty } from "@/kit/states";

type Props = {
  state: State;
  catalogue: Catalogue;
  may: boolean;
  category: string | undefined;
  onCategory: (category: string | undefined) => void;
  /** Told when the scenarios are others than before. */
  onChanged: () => void;
};

const OWN = "own";

/** All scenarios, the way to activate one, and the ways to own ones. */
export function Scenarios({ state, catalogue, may, category, onCategory, onChanged }: Props) {
  const [chosen, setChosen] = useState<Scenario | null>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [leaving, setLeaving] = useState<Scenario | null>(null);
  const { scenarios, streams } = catalogue;
  const shown = scenarios.filter((one) => matches(one, category));
  const active = activeScenario(state);
  const actingOf = (id: string | undefined) => state.activeModifiers.find((one) => one.scenarioId === id);

  const deeds = {
    onDelete: setLeaving,
    onEdit: (one: Scenario) =>
      setEditing({ title: `Edit ${one.name}`, document: one.document as Document, changed: one.id }),
    onCopy: (one: Scenario) => {
      const taken = scenarios.map(({ id }) => id);
      setEditing({ title: `Copy of ${one.name}`, document: copyOf(one.document as Document, taken) });
    },
  };

  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Categories scenarios={scenarios} category={category} onCategory={onCategory} />
        {may && <OwnMenu onEdit={setEditing} />}
      </Group>
      <Problems
        title="Disabled, because their definitions are wrong"
        problems={catalogue.problems.filter(({ path }) => !path.startsWith("templates"))}
      />
      {shown.length === 0 && (
        <Empty title="No scenario of this category" hint="Choose another category, or all of them." />
      )}
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
        {shown.map((scenario) => (
          <ScenarioCard
            key={scenario.id}
            scenario={scenario}
            streams={streams}
            acting={actingOf(scenario.id)}
            may={may}
            blockedBy={active && active.scenarioId !== scenario.id ? active.name : null}
            onActivate={() => setChosen(scenario)}
            deeds={deeds}
          />
        ))}
      </SimpleGrid>
      <ActivateDialog
        scenario={chosen}
        streams={streams}
        scenarios={scenarios}
        onClose={() => setChosen(null)}
      />
      <ScenarioEditor
        editing={editing}
        catalogue={catalogue}
        onClose={() => setEditing(null)}
        onSaved={() => {
          setEditing(null);
          onCategory(OWN);
          onChanged();
        }}
      />
      <DeleteScenario
        scenario={leaving}
        acting={actingOf(leaving?.id) !== undefined}
        onClose={() => setLeaving(null)}
        onDeleted={() => {
          setLeaving(null);
          if (scenarios.filter(({ own }) => own).length === 1) onCategory(undefined);
          onChanged();
        }}
      />
    </Stack>
  );
}

function OwnMenu({ onEdit }: { onEdit: (editing: Editing) => void }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="compact-sm" variant="default" miw="max-content">
          Add a scenario
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onEdit({ title: "New scenario", document: EMPTY_DOCUMENT })}>
          Write a new one…
        </Menu.Item>
        <Menu.Item
          onClick={() => onEdit({ title: "Import a scenario", document: EMPTY_DOCUMENT, asText: true })}
        >
          Import a document…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

type CategoriesProps = Pick<Props, "category" | "onCategory"> & { scenarios: readonly Scenario[] };

function Categories({ scenarios, category, onCategory }: CategoriesProps) {
  const categories = [...new Set(scenarios.map((one) => one.category))].sort();
  return (
    <Chip.Group value={category ?? ""} onChange={(next) => onCategory((next as string) || undefined)}>
      <Group gap="xs" role="group" aria-label="Category">
        <Chip value="" size="xs" variant="outline">
          All {scenarios.length}
        </Chip>
        {scenarios.some(({ own }) => own) && (
          <Chip value={OWN} size="xs" variant="outline">
            Own
          </Chip>
        )}
        {categories.map((one) => (
          <Chip key={one} value={one} size="xs" variant="outline">
            {categoryName(one)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

const matches = (scenario: Scenario, category: string | undefined): boolean =>
  category === undefined || (category === OWN ? scenario.own : scenario.category === category);
