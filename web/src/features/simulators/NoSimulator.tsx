import { Button } from "@mantine/core";
import { useAction } from "@/api/useAction";
import { EnableSimulatorDocument } from "@/features/simulators/operations";
import { useMay } from "@/features/workspaces/Session";
import { Section } from "@/kit/Section";
import { Empty, Failure } from "@/kit/states";

/** A workspace without a simulator: what one is, and the way to have one. */
export function NoSimulator({ onEnabled }: { onEnabled: () => void }) {
  const may = useMay("ADMIN");
  const { run, running, fault } = useAction(EnableSimulatorDocument, { quiet: true });

  async function enable(): Promise<void> {
    if (await run({ input: {} })) onEnabled();
  }

  return (
    <Section title="This workspace has no simulator">
      {fault && <Failure fault={fault} />}
      <Empty
        title="A marketplace to try things on"
        hint={
          "A simulator makes a tutoring marketplace with 50 streams of events: searches, bookings, payments, tickets. " +
          "You can let exams begin, payments fail or a competitor appear, and see what follows. " +
          (may
            ? "It starts with 400 days of history; making them takes a moment."
            : "An owner or admin can enable it here.")
        }
        action={
          may && (
            <Button onClick={() => void enable()} loading={running}>
              Enable the simulator
            </Button>
          )
        }
      />
    </Section>
  );
}
