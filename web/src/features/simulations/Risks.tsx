import { Group, Stack, Text, Title } from "@mantine/core";
import { Evidence } from "@/features/simulations/Evidence";
import type { SimulationReportQuery } from "@/features/simulations/operations";
import { Tag } from "@/kit/badges";
import { channelName, date, money, share, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty } from "@/kit/states";

export type Risk = NonNullable<SimulationReportQuery["simulation"]>["risks"][number];

/** Name a risk by what it is and where it is. */
export function riskName(risk: Pick<Risk, "kind" | "channel">): string {
  return risk.channel ? `${words(risk.kind)} on ${channelName(risk.channel)}` : words(risk.kind);
}

/** What may go wrong, the most severe first. */
export function Risks({ risks }: { risks: readonly Risk[] }) {
  return (
    <Section title="What may go wrong" note="Most severe first">
      {risks.length === 0 ? (
        <Empty
          title="No risk was found"
          hint="Dips, budget overruns, tired audiences and dearer clicks were looked for. None is likely enough to tell."
        />
      ) : (
        <Stack component="ul" gap="lg" p={0} m={0}>
          {risks.map((risk) => (
            <One key={risk.id} risk={risk} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

function One({ risk }: { risk: Risk }) {
  const { impact, window } = risk;
  return (
    <Stack component="li" gap={4} style={{ listStyle: "none" }}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Group gap="xs">
          <Tag value={risk.severity} />
          <Title order={3} size="h5">
            {riskName(risk)}
          </Title>
        </Group>
        {impact && (
          <Text fw={700} style={{ whiteSpace: "nowrap" }}>
            {money(Number(impact.amount), impact.currency)}
            <Text span size="xs" c="dimmed" fw={400}>
              {" "}
              at stake
            </Text>
          </Text>
        )}
      </Group>
      <Text size="sm" fw={500}>
        {`${share(risk.probability)} likely · ${date(window.start)} to ${date(window.end)}`}
      </Text>
      <Text size="sm">{risk.description}</Text>
      <Evidence of={riskName(risk)} facts={risk.evidence} />
    </Stack>
  );
}
