import { Button, Group, List, Progress, Text, ThemeIcon } from "@mantine/core";
import { useAction } from "@/api/useAction";
import { Icon } from "@/app/Icon";
import { CancelSimulationDocument } from "@/features/simulations/operations";
import { STEPS, type Standing, standing, type Told } from "@/features/simulations/progress";
import { useProgress } from "@/features/simulations/useProgress";
import { useMay } from "@/features/workspaces/Session";
import { duration, number } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Failure } from "@/kit/states";

const LOOKS: Record<Standing, { colour: string; path: string; word: string }> = {
  done: { colour: "green", path: "m5 12 5 5 9-10", word: "done" },
  now: { colour: "cyan", path: "M12 6v6l4 2", word: "at work" },
  ahead: { colour: "gray", path: "M7 12h10", word: "to come" },
};

type Props = {
  id: string;
  horizonDays: number;
  /** Told when the run has ended, in whatever way. */
  onEnded: () => void;
};

/** A run while it waits or works: how far it is, what each step found, and a way to stop it. */
export function RunProgress({ id, horizonDays, onEnded }: Props) {
  const { course, fault } = useProgress(id, onEnded);
  const cancel = useAction(CancelSimulationDocument);
  const may = useMay("ANALYST");
  const { now } = course;

  async function stop(): Promise<void> {
    if (await cancel.run({ input: { simulationId: id } })) onEnded();
  }

  return (
    <Section
      title={now?.status === "QUEUED" ? "The simulation waits for its turn" : "The simulation is running"}
      note={`${horizonDays} days ahead. It goes on when you leave this page.`}
      controls={
        may && (
          <Button variant="default" size="xs" loading={cancel.running} onClick={() => void stop()}>
            Cancel the run
          </Button>
        )
      }
    >
      {fault && <Failure fault={{ message: fault, hint: "The run itself goes on." }} onRetry={onEnded} />}
      <div>
        <Group justify="space-between" mb={6}>
          <Text size="sm" fw={600} aria-live="polite">
            {headline(now)}
          </Text>
          <Text size="sm" c="dimmed">
            {now?.etaSeconds ? `about ${duration(now.etaSeconds)} to go` : ""}
          </Text>
        </Group>
        <Progress
          value={now?.percent ?? 0}
          size="lg"
          animated={now?.status === "RUNNING"}
          aria-label="How far the simulation is"
        />
      </div>
      <List spacing={6} size="sm" listStyleType="none" center aria-label="Steps of the simulation">
        {STEPS.map(({ step, does }, index) => {
          const look = LOOKS[standing(index, now)];
          return (
            <List.Item
              key={step}
              icon={
                <ThemeIcon size={20} radius="xl" variant="light" color={look.colour}>
                  <Icon path={look.path} size={13} />
                </ThemeIcon>
              }
            >
              <Text span size="sm" fw={look.word === "at work" ? 700 : 500}>
                {does}
              </Text>
              <Text span size="sm" c="dimmed">
                {` · ${course.found.get(step) ?? look.word}`}
              </Text>
            </List.Item>
          );
        })}
      </List>
    </Section>
  );
}

function headline(now: Told | null): string {
  if (!now) return "Asking how far it is";
  if (now.status === "QUEUED") {
    return now.queuePosition ? `Number ${number(now.queuePosition)} in the queue` : "In the queue";
  }
  const next = STEPS[now.stepsDone];
  return `${number(now.percent)} %${next && now.status === "RUNNING" ? ` · ${next.does.toLowerCase()}` : ""}`;
}
