import { Button, Grid, Group, Stack, Text } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useQuery } from "urql";
import { Alerts } from "@/features/models/Alerts";
import { modelName, type Performance } from "@/features/models/accuracy";
import { Compared } from "@/features/models/Compared";
import { Coverage } from "@/features/models/Coverage";
import { MetricTable, PartTable } from "@/features/models/MeasureTables";
import { OverTime } from "@/features/models/OverTime";
import { AccuracyDocument } from "@/features/models/operations";
import { Summary } from "@/features/models/Summary";
import { lastDays, type Span } from "@/kit/range";
import { Section } from "@/kit/Section";
import { SpanPicker } from "@/kit/SpanPicker";
import { Answered, Empty } from "@/kit/states";

/** How good forecasts were: of all models together, and of one in detail. */
export function AccuracyTab() {
  const { span = "90d", model } = useSearch({ from: "/models" });
  const navigate = useNavigate({ from: "/models" });
  const variables = useMemo(() => ({ range: lastDays(span) }), [span]);
  const [answer, refresh] = useQuery({ query: AccuracyDocument, variables });
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          Forecasts that began in these days, held against what came
        </Text>
        <SpanPicker
          value={span}
          onChange={(next) => void navigate({ search: (now) => ({ ...now, span: next }) })}
        />
      </Group>
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={4}
        height={96}
      >
        {({ modelPerformance }) => {
          const shown = modelPerformance.find((one) => one.model === model) ?? modelPerformance[0];
          return shown ? (
            <Judged
              performances={modelPerformance}
              shown={shown}
              onModel={(next) => void navigate({ search: (now) => ({ ...now, model: next }) })}
            />
          ) : (
            <NothingYet span={span} />
          );
        }}
      </Answered>
    </Stack>
  );
}

type JudgedProps = {
  performances: readonly Performance[];
  shown: Performance;
  onModel: (model: string) => void;
};

function Judged({ performances, shown, onModel }: JudgedProps) {
  const name = modelName(shown.model);
  return (
    <Stack gap="md">
      <Summary performance={shown} />
      <Alerts performance={shown} />
      <OverTime performances={performances} chosen={shown.model} />
      <Grid>
        <Grid.Col span={{ base: 12, xl: 8 }}>
          <Compared performances={performances} shown={shown.model} onModel={onModel} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, xl: 4 }}>
          <Coverage name={name} measures={shown.measures} />
        </Grid.Col>
      </Grid>
      <PartTable name={name} parts={shown.horizons} />
      <MetricTable
        title={`${name} by metric`}
        note="Of the series that the models forecast: each channel by itself"
        metrics={shown.metrics}
      />
      {shown.published.length > 0 && (
        <MetricTable
          title="Whole campaigns by metric"
          note="What simulations showed: all channels of a campaign together"
          metrics={shown.published}
        />
      )}
    </Stack>
  );
}

function NothingYet({ span }: { span: Span }) {
  return (
    <Section title="Nothing to judge yet" minHeight={260}>
      <Empty
        title={`No forecast of the last ${lastDaysOf(span)} has met its day`}
        hint="A forecast is judged when a day comes that it spoke of. Run a simulation, and import the metrics of the days after it, or let the simulator go on: accuracy appears with the first such day. If there are older forecasts, choose more days."
        action={
          <Button
            size="compact-md"
            variant="default"
            renderRoot={(props) => <Link to="/models" search={{ tab: "versions" }} {...props} />}
          >
            See the versions of models
          </Button>
        }
      />
    </Section>
  );
}

const lastDaysOf = (span: Span): string => `${Number.parseInt(span, 10)} days`;
