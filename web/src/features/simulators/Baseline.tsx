import { Table, Text } from "@mantine/core";
import { useQuery } from "urql";
import { baselineColumns, baselineRows, contradictionsOf } from "@/features/simulators/baseline";
import { SimulatorBaselineDocument, type SimulatorBaselineQuery } from "@/features/simulators/operations";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

/** What a stream was like before the simulator's start: what everything after is held against. */
export function Baseline({ stream }: { stream: string }) {
  const [answer, refresh] = useQuery({
    query: SimulatorBaselineDocument,
    variables: { stream },
    requestPolicy: "cache-first",
  });
  return (
    <Section
      title="Its baseline"
      note="The 30 days before the simulator’s start, in blocks of 12 hours"
      minHeight={420}
    >
      <Answered answer={answer} onRetry={() => refresh({ requestPolicy: "network-only" })} rows={11}>
        {({ simulator }) => simulator && <Statistics stream={stream} known={simulator} />}
      </Answered>
    </Section>
  );
}

type Known = NonNullable<SimulatorBaselineQuery["simulator"]>;

function Statistics({ stream, known }: { stream: string; known: Known }) {
  if (known.baseline.length === 0) {
    return <Empty title="There is no baseline" hint="Nothing is known of this stream before the start." />;
  }
  const columns = baselineColumns(known);
  return (
    <>
      <Table verticalSpacing={3} aria-label={`Baseline of ${stream}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            {columns.map(({ key, head, unit }) => (
              <Table.Th key={key} scope="col" ta="right">
                {head}
                <Text size="xs" c="dimmed" fw={400}>
                  {unit}
                </Text>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {baselineRows(known.baseline).map(({ label, values }) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" fw={400}>
                {label}
              </Table.Th>
              {values.map((value, place) => (
                <Table.Td key={columns[place]?.key} ta="right" style={{ fontVariantNumeric: "tabular-nums" }}>
                  {value}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {contradictionsOf(stream, known.contradictions).map((one) => (
        <Text key={one} size="xs" c="dimmed">
          Where its definition does not agree with itself: {one}
        </Text>
      ))}
    </>
  );
}
