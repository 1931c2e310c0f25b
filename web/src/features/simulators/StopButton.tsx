import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useAction } from "@/api/useAction";
import { StopScenarioDocument } from "@/features/simulators/operations";
import { useMay } from "@/features/workspaces/Session";
import { time } from "@/kit/format";

/** Let the active scenario settle from now on. Shown to those who may. */
export function StopButton() {
  const may = useMay("ADMIN");
  const { run, running } = useAction(StopScenarioDocument);
  if (!may) return null;

  async function stop(): Promise<void> {
    const done = await run({});
    if (!done) return;
    notifications.show({
      title: "Stopped",
      message: `What it did fades until ${time(done.stopScenario.settlingUntil)}.`,
    });
  }

  return (
    <Button size="compact-sm" variant="default" loading={running} onClick={() => void stop()}>
      Stop
    </Button>
  );
}
