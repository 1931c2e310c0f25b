import { Badge, Group, Paper, SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { CampaignHeadQuery } from "@/features/campaign/operations";
import { Tag } from "@/kit/badges";
import { channelName, date, money, words } from "@/kit/format";

export type CampaignHead = NonNullable<CampaignHeadQuery["campaign"]>;

/** What the campaign is, at a glance. */
export function Head({ campaign }: { campaign: CampaignHead }) {
  const { budget, channels, tags } = campaign;
  return (
    <Paper component="section" aria-label="About the campaign" withBorder radius="md" p="md">
      <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 5 }} spacing="md" verticalSpacing="sm" m={0}>
        <Fact name="Status">
          <Tag value={campaign.status} />
        </Fact>
        <Fact name="Approval">
          <Tag value={campaign.approval} />
        </Fact>
        <Fact name="Budget">
          {money(Number(budget.amount), budget.currency, false)}
          <Text span size="xs" c="dimmed">
            {campaign.budgetCapped ? " · delivery ends with it" : ""}
          </Text>
        </Fact>
        <Fact name="Dates">{`${date(campaign.startDate)} to ${campaign.endDate ? date(campaign.endDate) : "open end"}`}</Fact>
        <Fact name="Channels">
          <Group gap={4}>
            {channels.map((channel) => (
              <Badge key={channel} variant="default" radius="sm" tt="none">
                {channelName(channel)}
              </Badge>
            ))}
          </Group>
        </Fact>
      </SimpleGrid>
      {(tags.length > 0 || campaign.industry || campaign.medium) && (
        <Text size="xs" c="dimmed" mt="sm">
          {[campaign.industry, campaign.medium && words(campaign.medium), tags.join(", ")]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      )}
    </Paper>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed" fw={600}>
        {name}
      </Text>
      <Text component="dd" size="sm" fw={500} m={0}>
        {children}
      </Text>
    </div>
  );
}
