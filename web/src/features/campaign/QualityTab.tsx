import { Button, Group, Paper, Progress, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "urql";
import { CampaignQualityDocument, type CampaignQualityQuery } from "@/features/campaign/operations";
import { Tag } from "@/kit/badges";
import { date, number, share, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Quality = NonNullable<CampaignQualityQuery["campaign"]>["dataQuality"];

const SCORES = [
  { key: "completeness", asks: "Is all there that should be" },
  { key: "accuracy", asks: "Are the values plausible" },
  { key: "freshness", asks: "How old is the latest value" },
  { key: "consistency", asks: "Do metrics agree with each other" },
] as const;

const VERDICTS: Record<Quality["verdict"], string> = {
  GOOD: "Good enough for a forecast with ranges of the usual width.",
  LIMITED: "Good enough for a forecast with wide ranges. Read what would improve it.",
  INSUFFICIENT: "Not enough for a forecast of its own. Comparable campaigns may speak for it.",
};

/** How far the data can be trusted, and what would make a forecast better. */
export function QualityTab({ campaignId }: { campaignId: string }) {
  const [answer, refresh] = useQuery({ query: CampaignQualityDocument, variables: { id: campaignId } });
  return (
    <Answered answer={answer} onRetry={() => refresh({ requestPolicy: "network-only" })} rows={4} height={90}>
      {({ campaign }) =>
        campaign && (
          <Stack gap="md">
            <Scores quality={campaign.dataQuality} />
            <Issues quality={campaign.dataQuality} />
          </Stack>
        )
      }
    </Answered>
  );
}

function Scores({ quality }: { quality: Quality }) {
  const { verdict, score, observedDays, firstDay, lastDay } = quality;
  return (
    <Section
      title="Data quality"
      note={
        observedDays === 0
          ? "Nothing was observed yet"
          : `${number(observedDays)} days observed, ${date(firstDay)} to ${date(lastDay)}`
      }
    >
      <Group gap="sm" align="center">
        <Tag value={verdict} />
        <Text size="lg">{VERDICTS[verdict]}</Text>
        <Text c="dimmed">{`${share(score)} overall`}</Text>
      </Group>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
        {SCORES.map(({ key, asks }) => (
          <Paper key={key} withBorder radius="md" p="sm">
            <Group justify="space-between" align="baseline" mb={4}>
              <Text size="sm" fw={600}>
                {words(key)}
              </Text>
              <Text fw={700}>{share(quality[key])}</Text>
            </Group>
            <Progress value={quality[key] * 100} color={colourOf(quality[key])} aria-label={words(key)} />
            <Text size="xs" c="dimmed" mt={6}>
              {asks}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
    </Section>
  );
}

const colourOf = (score: number): string => (score >= 0.9 ? "green" : score >= 0.7 ? "yellow" : "red");

function Issues({ quality }: { quality: Quality }) {
  return (
    <Section title="What would improve this forecast" note="Worst first">
      {quality.issues.length === 0 ? (
        <Empty
          title="Nothing stands in the way"
          hint="All days, channels and metrics are there, and they agree with each other. Keep importing."
        />
      ) : (
        <Stack component="ul" gap="lg" p={0} m={0}>
          {quality.issues.map((issue) => (
            <Stack
              component="li"
              key={`${issue.code} ${issue.start} ${issue.message}`}
              gap={4}
              style={{ listStyle: "none" }}
            >
              <Group gap="xs">
                <Tag value={issue.severity} />
                <Title order={3} size="h5">
                  {issue.message}
                </Title>
              </Group>
              <Text size="sm">{issue.effect}</Text>
              <Text size="sm" fw={500}>
                {`What to do: ${issue.remedy}`}
              </Text>
              <Text size="xs" c="dimmed">
                {[words(issue.dimension), when(issue.start, issue.end)].filter(Boolean).join(" · ")}
              </Text>
            </Stack>
          ))}
        </Stack>
      )}
      {quality.verdict !== "GOOD" && (
        <Group>
          <Button component="a" href="/campaigns" variant="default" size="sm">
            Import more from the list of campaigns
          </Button>
        </Group>
      )}
    </Section>
  );
}

function when(start: string | null, end: string | null): string {
  if (!start) return "";
  return end && end !== start ? `${date(start)} to ${date(end)}` : date(start);
}
