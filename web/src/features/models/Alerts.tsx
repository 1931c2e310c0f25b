import { Group, Stack, Text } from "@mantine/core";
import { modelName, ordered, type Performance } from "@/features/models/accuracy";
import { Tag } from "@/kit/badges";
import { metricName, number } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

const SHOWN = 8;

const ADVICE: Record<string, string> = {
  ACCURACY:
    "Forecasts err more than their backtests had promised: look whether the campaign or its data changed.",
  CALIBRATION: "Do not rely on the intervals: they hold less than they promise.",
  EXPLANATION: "The ups and downs are hardly foreseen; where days hardly differ this is no news.",
};

/** Which limits of accuracy a model crossed. */
export function Alerts({ performance }: { performance: Performance }) {
  const alerts = ordered(performance.alerts);
  const shown = alerts.slice(0, SHOWN);
  return (
    <Section
      title="Degradation"
      note={`Limits that ${modelName(performance.model)} crossed; fewer than 28 forecast days are not judged`}
    >
      {shown.length === 0 ? (
        <Empty
          title="No limit was crossed"
          hint="Errors, intervals and ups and downs are as they should be."
        />
      ) : (
        <Stack component="ul" gap="sm" p={0} m={0}>
          {shown.map((alert) => (
            <Group
              component="li"
              key={`${alert.kind} ${alert.metric}`}
              align="flex-start"
              wrap="nowrap"
              style={{ listStyle: "none" }}
            >
              <span style={{ width: 72, flex: "none" }}>
                <Tag value={alert.severity} />
              </span>
              <div>
                <Text size="sm">
                  <strong>{alert.metric ? metricName(alert.metric) : "All together"}</strong>: {alert.text}
                </Text>
                <Text size="xs" c="dimmed">
                  {ADVICE[alert.kind]} {number(alert.sampleSize)} forecast days.
                </Text>
              </div>
            </Group>
          ))}
        </Stack>
      )}
      {alerts.length > SHOWN && (
        <Text size="xs" c="dimmed">
          And {number(alerts.length - SHOWN)} more, of less weight.
        </Text>
      )}
    </Section>
  );
}
