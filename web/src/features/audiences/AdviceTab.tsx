import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useQuery } from "urql";
import { KindPicker } from "@/features/audiences/KindPicker";
import {
  AudienceAdviceDocument,
  type AudienceAdviceQuery,
  type AudienceKind,
} from "@/features/audiences/operations";
import type { AudiencesSearch } from "@/features/audiences/search";
import { isUntrained, type Serving } from "@/features/audiences/serving";
import { Untrained } from "@/features/audiences/Untrained";
import { chance, horizonName, KINDS, NAMED, rate, rateName } from "@/features/audiences/words";
import type { JobUpdates } from "@/features/jobs/useJobUpdates";
import { type Column, DataTable } from "@/kit/DataTable";
import { change, number, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Advice = AudienceAdviceQuery["audienceRecommendations"][number];

const FEW = 10;
const MOST = 50;

type Props = { serving: Serving; updates: JobUpdates };

/** Changes that are expected to do better, the most urgent first. */
export function AdviceTab({ serving, updates }: Props) {
  const { about, all } = useSearch({ from: "/audiences" });
  const navigate = useNavigate({ from: "/audiences" });
  const first = all ? MOST : FEW;
  const variables = useMemo(() => ({ first, kinds: about ? [about] : null }), [first, about]);
  const serves = KINDS.map((kind) => serving.models[kind]?.id).join(" ");
  const kind = about ?? KINDS.find((one) => serving.models[one] === null) ?? "EMAIL";
  return (
    <>
      <KindPicker label="What advice is about" everything />
      <Section
        title="What would do better"
        note="Changes that should better a rate by 5 % or more, the most urgent first"
      >
        {/* A model that was trained meanwhile may advise otherwise. */}
        <Advised key={serves} variables={variables} untrained={<Untrained kind={kind} updates={updates} />}>
          {(advice) => (
            <>
              {!about && <Silent serving={serving} />}
              <List advice={advice} />
              <Group justify="space-between">
                <Text size="sm" c="dimmed">
                  {advice.length < first
                    ? `${number(advice.length)} in all`
                    : `The ${number(advice.length)} most urgent`}
                </Text>
                {(all || advice.length === FEW) && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() =>
                      void navigate({
                        search: (now) => ({ ...now, all: all ? undefined : true }),
                        replace: true,
                        resetScroll: false,
                      })
                    }
                  >
                    {all ? `Show the first ${number(FEW)}` : "Show more"}
                  </Button>
                )}
              </Group>
            </>
          )}
        </Advised>
      </Section>
    </>
  );
}

type AdvisedProps = {
  variables: { first: number; kinds: AudienceKind[] | null };
  untrained: React.ReactNode;
  children: (advice: readonly Advice[]) => React.ReactNode;
};

function Advised({ variables, untrained, children }: AdvisedProps) {
  const [answer, refresh] = useQuery({ query: AudienceAdviceDocument, variables });
  if (isUntrained(answer.error)) return untrained;
  return (
    <Answered answer={answer} onRetry={() => refresh({ requestPolicy: "network-only" })} rows={6} height={52}>
      {({ audienceRecommendations }) =>
        audienceRecommendations.length === 0 ? (
          <Empty
            title="Nothing would do clearly better"
            hint="No change that the models know of betters a rate by 5 % or more with enough confidence."
          />
        ) : (
          children(audienceRecommendations)
        )
      }
    </Answered>
  );
}

/** Says of what no advice can be given, for want of a model. */
function Silent({ serving }: { serving: Serving }) {
  const silent = KINDS.filter((kind) => serving.models[kind] === null);
  if (silent.length === 0) return null;
  return (
    <Text size="sm">
      Nothing is advised about {silent.map((kind) => NAMED[kind].name.toLowerCase()).join(" and ")}: no model
      of it serves yet.
    </Text>
  );
}

function List({ advice }: { advice: readonly Advice[] }) {
  const rows = advice.map((one, index) => ({ ...one, key: String(index) }));
  const columns: Column<(typeof rows)[number]>[] = [
    { key: "what", head: "What to do", cell: (one) => <What advice={one} /> },
    {
      key: "rate",
      head: "Rate, now and then",
      cell: (one) => (
        <Stack gap={0} style={{ whiteSpace: "nowrap" }}>
          <Text size="sm">{rateName(one.metric)}</Text>
          <Text size="sm">
            {rate(one.current)} → {rate(one.value)}
          </Text>
          <Text size="xs" c="dimmed">
            {horizonName(one.horizonDays)}
          </Text>
        </Stack>
      ),
    },
    {
      key: "uplift",
      head: "Improvement",
      numeric: true,
      cell: (one) => (
        <>
          <Text size="sm" fw={700}>
            {change(one.uplift)}
          </Text>
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {change(one.upliftLow)} to {change(one.upliftHigh)}
          </Text>
        </>
      ),
    },
    { key: "worse", head: "Chance of harm", numeric: true, cell: (one) => chance(one.probabilityWorse) },
    {
      key: "priority",
      head: "Priority",
      numeric: true,
      cell: (one) => `${number(one.priority)} of 10`,
    },
  ];
  return (
    <DataTable
      caption="Advice by urgency; the range of an improvement holds in 8 of 10 cases"
      columns={columns}
      rows={rows}
      rowKey={(one) => one.key}
      minWidth={820}
    />
  );
}

function What({ advice }: { advice: Advice }) {
  return (
    <Stack gap={2} maw={{ base: 260, sm: 560 }} miw={240}>
      <Text size="sm" fw={600}>
        {advice.suggestion}
      </Text>
      <Text size="sm" c="dimmed">
        {advice.message}
      </Text>
      <Group gap="xs">
        <Text size="xs" c="dimmed">
          {[words(advice.type), ...advice.tags.map(words)].join(" · ")}
        </Text>
        <Anchor
          size="xs"
          underline="always"
          renderRoot={(props) => <Link to="/audiences" search={questionOf(advice)} {...props} />}
        >
          Predict {advice.about === "CONTENT" ? "this piece" : advice.subject}
        </Anchor>
      </Group>
    </Stack>
  );
}

/** Return the question that leads to the rate as things are. */
function questionOf({ about, subject, contentKey }: Advice): AudiencesSearch {
  return about === "CONTENT" && contentKey ? { about, piece: contentKey } : { about, segment: subject };
}
