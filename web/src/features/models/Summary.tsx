import { Group, Paper, SimpleGrid, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import {
  againstBacktests,
  againstNaive,
  heldAt80,
  measure,
  modelName,
  type Performance,
} from "@/features/models/accuracy";
import { Tag } from "@/kit/badges";
import { number, share } from "@/kit/format";

/** The figures of one model that matter most, each with what it means. */
export function Summary({ performance }: { performance: Performance }) {
  const { measures, model } = performance;
  return (
    <section aria-labelledby="summary">
      <Title order={2} size="h4" id="summary" mb="xs">
        {modelName(model)}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
        <Figure
          name="Error of the forecasts"
          value={share(measures.wape, 1)}
          mark={measures.grade && <Tag value={measures.grade} />}
          note={
            measures.grade
              ? `WAPE; graded by ${measures.gradedBy}${measures.gradedBy === "MAPE" ? ` of ${share(measures.mape, 1)}` : ""}`
              : "WAPE: absolute errors over what came"
          }
        />
        <Figure
          name="Against last week"
          value={measure(measures.mase)}
          note={`MASE: ${againstNaive(measures.mase)}`}
        />
        <Figure
          name="80 % intervals held"
          value={share(heldAt80(measures))}
          note={`of ${number(measures.sampleSize)} forecast days, each series by itself`}
        />
        <Figure
          name="Against backtests"
          value={measures.againstExpected === null ? "–" : `${number(measures.againstExpected, 2)}×`}
          note={`The error is ${againstBacktests(measures.againstExpected)}`}
        />
      </SimpleGrid>
    </section>
  );
}

type FigureProps = { name: string; value: string; mark?: ReactNode; note: string };

function Figure({ name, value, mark, note }: FigureProps) {
  return (
    <Paper withBorder p="md" radius="md">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Group gap="xs" align="center">
        <Text fz={26} fw={700} lh={1.3}>
          {value}
        </Text>
        {mark}
      </Group>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Paper>
  );
}
