import { Select } from "@mantine/core";
import type { MetricType } from "@/features/simulations/operations";
import { metricName } from "@/kit/format";

type Props = {
  value: MetricType;
  metrics: readonly MetricType[];
  onChange: (metric: MetricType) => void;
};

/** Choose the metric that a chart shows. */
export function MetricPicker({ value, metrics, onChange }: Props) {
  return (
    <Select
      aria-label="Metric"
      size="xs"
      w={150}
      allowDeselect={false}
      value={value}
      onChange={(next) => next && onChange(next as MetricType)}
      data={metrics.map((metric) => ({ value: metric, label: metricName(metric) }))}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
