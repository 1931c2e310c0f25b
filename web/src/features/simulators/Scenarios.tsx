import { Chip, Group, SimpleGrid, Stack } from "@mantine/core";
import { useState } from "react";
import { ActivateDialog } from "@/features/simulators/ActivateDialog";
import { activeScenario, type Catalogue, type Scenario, type State } from "@/features/simulators/model";
import { ScenarioCard } from "@/features/simulators/ScenarioCard";
import { words } from "@/kit/format";
import { Empty } from "@/kit/states";

type Props = {
  state: State;
  catalogue: Catalogue;
  may: boolean;
  category: string | undefined;
  onCategory: (category: string | undefined) => void;
};

const OWN = "own";

/** All scenarios, and the way to activate one. */
export function Scenarios({ state, catalogue, may, category, onCategory }: Props) {
  const [chosen, setChosen] = useState<Scenario | null>(null);
  const categories = [...new Set(catalogue.scenarios.map((one) => one.category))].sort();
  const shown = catalogue.scenarios.filter((one) => matches(one, category));
  const active = activeScenario(state);
  return (
    <Stack gap="md">
      <Chip.Group value={category ?? ""} onChange={(next) => onCategory((next as string) || undefined)}>
        <Group gap="xs" role="group" aria-label="Category">
          <Chip value="" size="xs" variant="outline">
            All {catalogue.scenarios.length}
          </Chip>
          {catalogue.scenarios.some(({ own }) => own) && (
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
      {shown.length === 0 && (
        <Empty title="No scenario of this category" hint="Choose another category, or all of them." />
      )}
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
        {shown.map((scenario) => (
          <ScenarioCard
            key={scenario.id}
            scenario={scenario}
            streams={catalogue.streams}
            acting={state.activeModifiers.find(({ scenarioId }) => scenarioId === scenario.id)}
            may={may}
            blockedBy={active && active.scenarioId !== scenario.id ? active.name : null}
            onActivate={() => setChosen(scenario)}
          />
        ))}
      </SimpleGrid>
      <ActivateDialog
        scenario={chosen}
        streams={catalogue.streams}
        scenarios={catalogue.scenarios}
        onClose={() => setChosen(null)}
      />
    </Stack>
  );
}

const matches = (scenario: Scenario, category: string | undefined): boolean =>
  category === undefined || (category === OWN ? scenario.own : scenario.category === category);

export const categoryName = (category: string): string => words(category.replaceAll("-", " "));
