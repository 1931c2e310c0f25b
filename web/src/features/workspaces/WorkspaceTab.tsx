import { Anchor, Badge, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useQuery } from "urql";
import { WorkspaceDocument } from "@/features/workspaces/operations";
import { number, time, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered } from "@/kit/states";

/** What the workspace is, and the server that keeps it. */
export function WorkspaceTab() {
  const [answer, refresh] = useQuery({ query: WorkspaceDocument });
  return (
    <Answered
      answer={answer}
      onRetry={() => refresh({ requestPolicy: "network-only" })}
      rows={2}
      height={150}
    >
      {({ viewer: { workspace }, health }) => (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Section title="Workspace" note="Everything you see belongs to it">
            <Facts
              facts={[
                [
                  "Name",
                  <Group key="name" gap="xs">
                    {workspace.name}
                    {workspace.demo && (
                      <Badge variant="light" tt="none" radius="sm">
                        Demo
                      </Badge>
                    )}
                  </Group>,
                ],
                ["Short name", workspace.slug],
                ["Made", time(workspace.createdAt)],
                ["Members", number(workspace.members.length)],
              ]}
            />
            {workspace.demo && (
              <Text size="sm" c="dimmed">
                Its campaigns and their figures are generated: they are for looking around.
              </Text>
            )}
          </Section>
          <Section title="Server" note="What answers you">
            <Facts
              facts={[
                ["Version", health.version],
                ["Health", health.status === "OK" ? "Ready" : words(health.status)],
              ]}
            />
            <Stack gap={4}>
              <Text size="sm">
                <Anchor href="/graphql" underline="always" inherit>
                  GraphiQL
                </Anchor>
                : the whole API, with its documentation and examples to run.
              </Text>
              <Text size="sm">
                <Anchor href="/readyz" underline="always" inherit>
                  Readiness
                </Anchor>{" "}
                and{" "}
                <Anchor href="/metrics" underline="always" inherit>
                  metrics
                </Anchor>{" "}
                of the server, for those who watch it.
              </Text>
            </Stack>
          </Section>
        </SimpleGrid>
      )}
    </Answered>
  );
}

function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <Stack component="dl" gap={8} m={0}>
      {facts.map(([name, value]) => (
        <Group key={name} gap="md" wrap="nowrap" align="flex-start">
          <Text component="dt" size="sm" c="dimmed" w={110}>
            {name}
          </Text>
          <Text component="dd" size="sm" m={0} style={{ overflowWrap: "anywhere" }}>
            {value}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
