import { Badge, Group, List, Stack, Text, Title } from "@mantine/core";
import { Evidence } from "@/features/simulations/Evidence";
import { unitOf } from "@/features/simulations/metrics";
import type { SimulationReportQuery } from "@/features/simulations/operations";
import { change, figure, metricName, number, share, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

type Recommendation = NonNullable<SimulationReportQuery["simulation"]>["recommendations"][number];

type Props = {
  recommendations: readonly Recommendation[];
  /** Why other kinds of advice were not given. */
  withheld: readonly string[];
  currency: string;
};

/** What to do, the most urgent first, and what is not advised and why. */
export function Recommendations({ recommendations, withheld, currency }: Props) {
  return (
    <Section title="What to do" note="Most urgent first">
      {recommendations.length === 0 ? (
        <Empty
          title="Nothing is advised"
          hint="No step has enough evidence behind it. What was looked at is below."
        />
      ) : (
        <Stack component="ul" gap="lg" p={0} m={0}>
          {recommendations.map((one) => (
            <One key={one.id} recommendation={one} currency={currency} />
          ))}
        </Stack>
      )}
      {withheld.length > 0 && (
        <details>
          <summary>
            <Text span size="sm">
              {withheld.length === 1
                ? "One kind of advice was withheld"
                : `${number(withheld.length)} kinds of advice were withheld`}
            </Text>
          </summary>
          <List size="sm" spacing={4} mt={6}>
            {withheld.map((reason) => (
              <List.Item key={reason}>{reason}</List.Item>
            ))}
          </List>
        </details>
      )}
    </Section>
  );
}

function One({ recommendation, currency }: { recommendation: Recommendation; currency: string }) {
  const { impact, timelineDays, steps } = recommendation;
  const unit = unitOf(impact.metric, currency);
  const write = (value: number) => `${value > 0 ? "+" : ""}${figure(value, unit, impact.metric)}`;
  return (
    <Stack component="li" gap={6} style={{ listStyle: "none" }}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Title order={3} size="h5">
          {recommendation.title}
        </Title>
        <Badge variant="light" color="gray" tt="none" miw="max-content">
          {words(recommendation.status)}
        </Badge>
      </Group>
      <Text size="sm" fw={500}>
        {`${write(impact.expected)} ${metricName(impact.metric).toLowerCase()} (${change(impact.relative)}); ${share(impact.level)} of outcomes lie between ${write(impact.lower)} and ${write(impact.upper)}`}
      </Text>
      <Text size="sm" c="dimmed">
        {[
          `${share(impact.probabilityWorse, 1)} chance that it does harm`,
          `${EFFORT[recommendation.effort]} of work`,
          `shows after ${timelineDays.map((days) => number(days)).join(" to ")} days`,
        ].join(" · ")}
      </Text>
      <Text size="sm">{recommendation.rationale}</Text>
      {steps.length > 0 && (
        <List type="ordered" size="sm" spacing={2}>
          {steps.map((step) => (
            <List.Item key={step}>{step}</List.Item>
          ))}
        </List>
      )}
      <Evidence of={recommendation.title} facts={recommendation.evidence} />
    </Stack>
  );
}

const EFFORT = { LOW: "Hours", MEDIUM: "Days", HIGH: "A week or more" } as const;
