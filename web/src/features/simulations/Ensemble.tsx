import { Group, List, Progress, Select, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { SimulationReportQuery } from "@/features/simulations/operations";
import { Tag } from "@/kit/badges";
import { type Column, DataTable } from "@/kit/DataTable";
import { duration, metricName, number, share, words } from "@/kit/format";
import { Section } from "@/kit/Section";

type Report = NonNullable<SimulationReportQuery["simulation"]>;
type Member = Report["ensemble"]["members"][number];
type Block = Report["ensemble"]["weights"][number];

const MEMBERS: Column<Member>[] = [
  {
    key: "model",
    head: "Model",
    cell: (member) => (
      <Text size="sm" fw={600}>
        {words(member.model)}
        <Text span size="xs" c="dimmed" fw={400}>{` version ${member.version}`}</Text>
      </Text>
    ),
  },
  { key: "status", head: "Part", cell: (member) => <Tag value={member.status} /> },
  {
    key: "weight",
    head: "Weight",
    cell: (member) => (
      <Group gap={8} wrap="nowrap" w={130}>
        <Progress
          value={Math.round(member.weight * 100)}
          flex={1}
          aria-label={`Weight of ${words(member.model)}`}
        />
        <Text size="sm" w={40} ta="right">
          {share(member.weight)}
        </Text>
      </Group>
    ),
  },
  {
    key: "mase",
    head: (
      <abbr title="Mean absolute scaled error on the campaign's own past; below 1 beats a seasonal naive step">
        MASE
      </abbr>
    ),
    numeric: true,
    cell: (member) => number(member.mase, 2),
  },
  { key: "took", head: "Took", numeric: true, cell: (member) => duration(member.latencyMs / 1000) },
  {
    key: "reason",
    head: "Why",
    cell: (member) => (
      <Text size="sm" miw={220}>
        {member.reason}
      </Text>
    ),
  },
];

/** How the forecast was made: which models took part, how much each counts, and what to know about the run. */
export function Ensemble({ ensemble, notes }: { ensemble: Report["ensemble"]; notes: readonly string[] }) {
  return (
    <Section title="How this was made" note={ensemble.strategy}>
      {notes.length > 0 && (
        <Stack gap={4}>
          <Title order={3} size="h5">
            What to know about this run
          </Title>
          <List size="sm" spacing={4}>
            {notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Stack>
      )}
      {ensemble.members.filter((one) => one.status === "USED").length > 1 && (
        <Text size="sm">{agreement(ensemble.consensus, ensemble.diversity)}</Text>
      )}
      <DataTable
        caption="Models of the ensemble"
        columns={MEMBERS}
        rows={ensemble.members}
        rowKey={(member) => member.model}
        minWidth={720}
      />
      {ensemble.weights.length > 0 && <Blocks blocks={ensemble.weights} />}
    </Section>
  );
}

function agreement(consensus: number, diversity: number): string {
  const agree = consensus >= 0.85 ? "agree" : consensus >= 0.6 ? "mostly agree" : "disagree";
  const err = diversity < 0.5 ? "tend to be wrong together" : "are wrong at different times, which helps";
  return `The models ${agree} on the median (${share(consensus)}) and ${err} (diversity ${number(diversity, 2)} of 2).`;
}

/** Weights by part of the horizon: what counts tomorrow need not count in a month. */
function Blocks({ blocks }: { blocks: readonly Block[] }) {
  const series = [...new Set(blocks.map((block) => block.metric))];
  const [chosen, choose] = useState(series[0] ?? "");
  const shown = blocks.filter((block) => block.metric === chosen);
  const models = [...new Set(shown.flatMap((block) => block.weights.map((one) => one.model)))];
  const columns: Column<string>[] = [
    { key: "model", head: "Model", cell: (model) => words(model) },
    ...shown.map((block) => ({
      key: String(block.firstDay),
      head: `Day ${number(block.firstDay)} to ${number(block.lastDay)}`,
      numeric: true,
      cell: (model: string) => share(block.weights.find((one) => one.model === model)?.weight),
    })),
  ];
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="flex-end">
        <Title order={3} size="h5">
          Weights by part of the horizon
        </Title>
        <Select
          aria-label="Series of the weights"
          size="xs"
          w={200}
          allowDeselect={false}
          value={chosen}
          onChange={(next) => next && choose(next)}
          data={series.map((one) => ({ value: one, label: metricName(one) }))}
        />
      </Group>
      <DataTable
        caption={`Weights of the models for ${metricName(chosen)}`}
        columns={columns}
        rows={models}
        rowKey={(model) => model}
      />
    </Stack>
  );
}
