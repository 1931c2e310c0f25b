import { Button, Group, Stack, Table, Text } from "@mantine/core";
import type { OneStreamQuery } from "@/features/streams/operations";
import { factorRows } from "@/features/streams/rate";
import { number, time } from "@/kit/format";

type Factors = NonNullable<OneStreamQuery["simulator"]>["explainRate"];

type Props = {
  factors: Factors;
  /** Whether it is a level and not a count. */
  level: boolean;
  onRefresh: () => void;
};

/** What makes the rate of a stream, as a sum that can be followed. */
export function RateNow({ factors, level, onRefresh }: Props) {
  const { plain, rows } = factorRows(factors, level);
  return (
    <Stack gap="xs">
      <Table verticalSpacing={3} aria-label="What makes the rate">
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.label}>
              <Table.Th scope="row" fw={row.strong ? 600 : 400}>
                {row.label}
              </Table.Th>
              <Table.Td ta="right" style={{ whiteSpace: "nowrap" }} fw={row.strong ? 600 : 400}>
                {row.value}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {plain.length > 0 && (
        <Text size="xs" c="dimmed">
          Without effect at the moment: {plain.join(", ")}.
        </Text>
      )}
      {factors.sources.length > 0 && (
        <Text size="xs">
          What acts: {factors.sources.map((one) => `${one.source} (× ${number(one.factor, 2)})`).join(", ")}
        </Text>
      )}
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          At {time(factors.at)} of simulated time
        </Text>
        <Button size="compact-xs" variant="default" onClick={onRefresh}>
          Look again
        </Button>
      </Group>
    </Stack>
  );
}
