import { Button, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { unitOf } from "@/features/simulations/metrics";
import { type MetricType, SimulationHoursDocument } from "@/features/simulations/operations";
import { TimeChart } from "@/kit/charts/TimeChart";
import { figure, metricName, number } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Props = { simulationId: string; metric: MetricType; currency: string };

/** The first week by the hour; asked for only when somebody wants it. */
export function Hours(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Section
      title="The first week by the hour"
      note={`${metricName(props.metric)}: its days spread as the campaign's own days were`}
      controls={
        <Button size="xs" variant="default" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? "Hide the hours" : "Show the hours"}
        </Button>
      }
    >
      {open && <Chart {...props} />}
    </Section>
  );
}

function Chart({ simulationId, metric, currency }: Props) {
  const [answer, refresh] = useQuery({
    query: SimulationHoursDocument,
    variables: { id: simulationId, metrics: [metric] },
  });
  const hours = answer.data?.simulation?.hourlyForecast;
  const points = hours?.trajectories.find((one) => one.metric === metric)?.points;
  const chart = useMemo(() => {
    const interval = (level: number, end: "lower" | "upper") =>
      (points ?? []).map((point) => point.intervals.find((one) => one.level === level)?.[end] ?? null);
    return {
      times: (points ?? []).map((point) => Date.parse(point.at)),
      lines: [
        { label: "Median forecast", values: (points ?? []).map((point) => point.median) },
        ...(points?.some((point) => point.actual !== null)
          ? [
              {
                label: "Observed since",
                values: points.map((point) => point.actual),
                colour: "warm" as const,
                dots: true,
              },
            ]
          : []),
      ],
      bands: [
        { label: "80% range", low: interval(0.8, "lower"), high: interval(0.8, "upper"), opacity: 0.2 },
      ],
    };
  }, [points]);
  return (
    <Answered
      answer={answer}
      onRetry={() => refresh({ requestPolicy: "network-only" })}
      rows={1}
      height={240}
    >
      {() =>
        chart.times.length > 0 ? (
          <>
            <TimeChart
              label={`${metricName(metric)} by the hour`}
              height={240}
              resolution="time"
              format={(value) => figure(value, unitOf(metric, currency), metric)}
              {...chart}
            />
            <Text size="xs" c="dimmed">
              {`Learnt from ${number(hours?.days)} whole days before. Times are in your time zone.`}
            </Text>
          </>
        ) : (
          <Empty
            title="Hours cannot be given"
            hint={hours?.reason ?? "This metric has no forecast by the hour."}
          />
        )
      }
    </Answered>
  );
}
