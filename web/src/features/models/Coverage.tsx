import { Group, Stack, Text } from "@mantine/core";
import { type Held, heldOf, type Measures } from "@/features/models/accuracy";
import classes from "@/features/models/Coverage.module.css";
import { number } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

/** What intervals promised beside what they held. */
export function Coverage({ name, measures }: { name: string; measures: Measures }) {
  const held = heldOf(measures);
  return (
    <Section title="Intervals" note={`${name}, ${number(measures.sampleSize)} forecast days`}>
      {held.length === 0 ? (
        <Empty title="Nothing to hold yet" hint="No day has come that the intervals spoke of." />
      ) : (
        <Stack gap="md">
          {held.map((one) => (
            <Interval key={one.level} held={one} />
          ))}
          <Text size="xs" c="dimmed">
            The bar is what the interval held; the line is what it promised.
          </Text>
        </Stack>
      )}
    </Section>
  );
}

function Interval({ held }: { held: Held }) {
  const { level, observed, text, verdict, good } = held;
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={6}>
        <Text size="sm" fw={600}>
          {text}
        </Text>
        <Text size="sm" c={good === false ? "orange" : good ? "green" : "dimmed"}>
          {verdict}
        </Text>
      </Group>
      <div className={classes.track} aria-hidden>
        <div className={classes.held} style={{ width: `${observed * 100}%` }} />
        <div className={classes.promised} style={{ left: `${level * 100}%` }} />
      </div>
    </div>
  );
}
