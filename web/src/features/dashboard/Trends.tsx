import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import type { CurrencyDashboard } from "@/features/dashboard/OverviewPage";
import { TimeChart } from "@/kit/charts/TimeChart";
import { figure, metricName } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

/** How the figures went over the days. */
export function Trends({ money }: { money: CurrencyDashboard }) {
  const [kpi, setKpi] = useState("SPEND");
  const trend = money.trends.find((one) => one.kpi === kpi);
  const chart = useMemo(
    () => ({
      times: trend?.points.map((point) => Date.parse(point.at)) ?? [],
      lines: [
        { label: metricName(kpi), values: trend?.points.map((point) => point.value) ?? [], filled: true },
      ],
    }),
    [trend, kpi],
  );
  const weekly = trend?.points.some((point) => point.days > 1);
  return (
    <Section
      title="Trend"
      note={weekly ? "by week" : "by day"}
      minHeight={330}
      controls={
        <SegmentedControl
          aria-label="Figure"
          size="xs"
          value={kpi}
          onChange={setKpi}
          data={money.trends.map((one) => ({ value: one.kpi, label: metricName(one.kpi) }))}
        />
      }
    >
      {trend && trend.points.length > 0 ? (
        <TimeChart
          label={`${metricName(kpi)} ${weekly ? "by week" : "by day"}`}
          height={240}
          format={(value) => figure(value, trend.unit, kpi)}
          {...chart}
        />
      ) : (
        <Empty title="Nothing was observed" hint="No campaign has this figure on these days." />
      )}
    </Section>
  );
}
