import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { COLOURS, type Happening, KINDS, type Kind } from "@/features/campaign/happenings";
import { paint } from "@/kit/charts/model";
import { type Column, DataTable } from "@/kit/DataTable";
import { date, metricName, number } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty, Loading } from "@/kit/states";

const SHORT = 12;

/** The colour in which a kind is marked. */
export function Swatch({ kind }: { kind: Kind }) {
  return (
    <span
      aria-hidden
      style={{
        display: "inline-block",
        width: 10,
        height: 10,
        marginRight: 6,
        borderRadius: 3,
        backgroundColor: paint(COLOURS[kind]),
      }}
    />
  );
}

type Props = {
  happenings: readonly Happening[];
  /** The metric that the chart shows. */
  metric: string;
  loading: boolean;
  onMetric: (metric: string) => void;
};

/** The same as the marks of the chart, to read: what happened on these days. */
export function WhatHappened({ happenings, metric, loading, onMetric }: Props) {
  const [all, setAll] = useState(false);
  const columns: Column<Happening>[] = [
    {
      key: "at",
      head: "Day",
      cell: (one) => (
        <Text size="sm" miw={92}>
          {date(new Date(one.at).toISOString())}
        </Text>
      ),
    },
    {
      key: "kind",
      head: "Kind",
      cell: (one) => (
        <Text size="sm" miw={110}>
          <Swatch kind={one.kind} />
          {KINDS[one.kind]}
        </Text>
      ),
    },
    {
      key: "title",
      head: "What happened",
      cell: (one) => (
        <>
          <Text size="sm" fw={600}>
            {one.title}
          </Text>
          <Text size="xs" c="dimmed">
            {one.detail}
          </Text>
        </>
      ),
    },
    {
      key: "show",
      head: "Chart",
      cell: (one) =>
        one.metric === null ? (
          <Text size="xs" c="dimmed">
            All metrics
          </Text>
        ) : one.metric === metric ? (
          <Text size="xs" c="dimmed">
            Shown
          </Text>
        ) : (
          <Button size="compact-xs" variant="default" onClick={() => onMetric(one.metric ?? metric)}>
            {`Show ${metricName(one.metric)}`}
          </Button>
        ),
    },
  ];
  return (
    <Section
      title="What happened meanwhile"
      note="New levels that a metric kept, unusual days of the last four weeks, and what went on around the campaign"
    >
      {loading ? (
        <Loading rows={4} height={36} />
      ) : happenings.length === 0 ? (
        <Empty
          title="Nothing stands out"
          hint="No metric changed its level or had an unusual day on the days that are shown."
        />
      ) : (
        <>
          <DataTable
            caption="New levels, unusual days and events"
            columns={columns}
            rows={all ? happenings : happenings.slice(0, SHORT)}
            rowKey={(one) => one.key}
            minWidth={560}
          />
          {happenings.length > SHORT && (
            <Button
              variant="subtle"
              size="compact-sm"
              style={{ alignSelf: "center" }}
              onClick={() => setAll(!all)}
            >
              {all ? "Show fewer" : `Show all ${number(happenings.length)}`}
            </Button>
          )}
        </>
      )}
    </Section>
  );
}
