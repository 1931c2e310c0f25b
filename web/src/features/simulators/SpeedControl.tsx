import { Button, Group, NumberInput, Popover, SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import type { State } from "@/features/simulators/model";
import { SetSimulatorSpeedDocument } from "@/features/simulators/operations";
import { number } from "@/kit/format";

const STEPS = [0, 1, 10, 60, 600, 3_600];
const HIGHEST = 10_000;

const OTHER = "other";

/** Change how fast the simulated time goes by. */
export function SpeedControl({ state, may }: { state: State; may: boolean }) {
  const { run, running } = useAction(SetSimulatorSpeedDocument);
  const [wanted, setWanted] = useState<number | null>(null);
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState<number | string>(state.speed);
  const speed = wanted ?? state.speed;
  if (!may) return <Text fw={600}>{speedText(state.speed)}</Text>;

  async function turn(next: number): Promise<void> {
    setWanted(next);
    setOpened(false);
    await run({ input: { speed: next } });
    setWanted(null);
  }

  const sensible = typeof typed === "number" && typed >= 0 && typed <= HIGHEST;
  return (
    <Group gap="xs">
      <SegmentedControl
        aria-label="Speed"
        size="xs"
        disabled={running}
        value={STEPS.includes(speed) ? String(speed) : OTHER}
        onChange={(next) => void turn(Number(next))}
        data={[
          ...STEPS.map((step) => ({ value: String(step), label: step === 0 ? "Pause" : `${number(step)}×` })),
          ...(STEPS.includes(speed) ? [] : [{ value: OTHER, label: `${number(speed, 2)}×`, disabled: true }]),
        ]}
      />
      <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" withArrow>
        <Popover.Target>
          <Button size="compact-sm" variant="default" onClick={() => setOpened(!opened)}>
            Other
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Group align="flex-end" gap="xs">
            <NumberInput
              label="Simulated seconds in a second"
              description={`0 to ${number(HIGHEST)}`}
              size="xs"
              w={210}
              min={0}
              max={HIGHEST}
              value={typed}
              onChange={setTyped}
            />
            <Button size="xs" disabled={!sensible} onClick={() => void turn(Number(typed))}>
              Set
            </Button>
          </Group>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}

/** Say how fast a clock is. */
export function speedText(speed: number): string {
  if (speed === 0) return "Paused";
  return speed === 1 ? "Real time" : `${number(speed, 2)}× real time`;
}
