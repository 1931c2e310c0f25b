import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMemo } from "react";
import { useQuery } from "urql";
import { faultOf } from "@/api/faults";
import { useAction } from "@/api/useAction";
import { DAY } from "@/features/simulators/lengths";
import type { State } from "@/features/simulators/model";
import {
  ResetSimulatorDocument,
  SimulatorAheadDocument,
  SimulatorJournalDocument,
} from "@/features/simulators/operations";
import { type Clearing, clearing } from "@/features/simulators/reset";
import { Failure, Loading } from "@/kit/states";

/** Take everything away at once, after saying what that is. */
export function ResetButton({ state }: { state: State }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="sm" variant="default" onClick={open}>
        Reset…
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title="Reset the simulator?"
        size="lg"
        centered
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Confirm state={state} onClose={close} />
      </Modal>
    </>
  );
}

/** How far ahead events may be scheduled, and how long ago injected ones may still change history. */
const FAR = 366 * DAY;

function Confirm({ state, onClose }: { state: State; onClose: () => void }) {
  // Asked once, when the question is put: what happens while it stands is told by the state.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the moment at which the question was put
  const range = useMemo(() => {
    const now = Date.parse(state.simulationTime);
    return { start: new Date(now - FAR).toISOString(), end: new Date(now + FAR).toISOString() };
  }, []);
  const [ahead] = useQuery({ query: SimulatorAheadDocument, variables: { range } });
  const [journal] = useQuery({ query: SimulatorJournalDocument });
  const { run, running } = useAction(ResetSimulatorDocument);
  const error = ahead.error ?? journal.error;

  async function reset(): Promise<void> {
    const done = await run({});
    if (!done) return;
    onClose();
    notifications.show({ title: "Reset", message: done.resetSimulator.message });
  }

  const known = ahead.data?.simulator && journal.data?.simulator;
  return (
    <Stack gap="md">
      {error && <Failure fault={faultOf(error)} />}
      {!known && !error && <Loading rows={3} />}
      {ahead.data?.simulator && journal.data?.simulator && (
        <Cleared
          what={clearing(state, ahead.data.simulator.externalEvents, journal.data.simulator.commands)}
        />
      )}
      <Text size="sm" c="dimmed">
        Events that were delivered stay as they are. This cannot be undone.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Keep it as it is
        </Button>
        <Button color="red" loading={running} onClick={() => void reset()}>
          Reset
        </Button>
      </Group>
    </Stack>
  );
}

function Cleared({ what }: { what: Clearing[] }) {
  if (what.length === 0) {
    return <Text>There is nothing to take away: the marketplace takes its ordinary course.</Text>;
  }
  return (
    <Stack gap="xs">
      <Text>This is taken away at once:</Text>
      {what.map(({ title, names }) => (
        <div key={title}>
          <Text fw={600} size="sm">
            {title}
          </Text>
          <List size="sm">
            {names.map((name, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two things may have the same name
              <List.Item key={`${name} ${place}`}>{name}</List.Item>
            ))}
          </List>
        </div>
      ))}
    </Stack>
  );
}
