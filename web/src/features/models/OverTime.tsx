import { Group, SegmentedControl, Switch } from "@mantine/core";
import { useMemo, useState } from "react";
import {
  areWeeks,
  COURSES,
  type Course,
  courses,
  type Performance,
  worthShowing,
} from "@/features/models/accuracy";
import { TimeChart } from "@/kit/charts/TimeChart";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

/** How accuracy went, by the day on which forecasts began. */
export function OverTime({ performances, chosen }: { performances: readonly Performance[]; chosen: string }) {
  const [course, setCourse] = useState<Course>("wape");
  const [all, setAll] = useState(false);
  const chart = useMemo(
    () => courses(all ? performances : worthShowing(performances, chosen), course),
    [performances, chosen, all, course],
  );
  return (
    <Section
      title="Over time"
      note={`${COURSES[course].name}: days 1 to 7 of the forecasts, by the ${areWeeks(performances) ? "week" : "day"} on which they began; lower is better`}
      minHeight={330}
      controls={
        <Group gap="md">
          <Switch
            label="All models"
            size="sm"
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
          <SegmentedControl
            aria-label="Measure"
            size="xs"
            value={course}
            onChange={(next) => setCourse(next as Course)}
            data={Object.entries(COURSES).map(([value, { short }]) => ({ value, label: short }))}
          />
        </Group>
      }
    >
      {chart.times.length === 0 ? (
        <Empty title="No course yet" hint="The first days of a forecast have to come." />
      ) : (
        <TimeChart
          label={`${COURSES[course].name} of each model over time`}
          height={260}
          format={COURSES[course].format}
          {...chart}
        />
      )}
    </Section>
  );
}
