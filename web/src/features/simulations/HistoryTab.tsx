import { Anchor, Button, Checkbox, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Diff } from "@/features/simulations/Diff";
import {
  CampaignSimulationsDocument,
  type CampaignSimulationsQuery,
  type MetricType,
} from "@/features/simulations/operations";
import { Tag } from "@/kit/badges";
import { type Column, DataTable } from "@/kit/DataTable";
import { duration, NONE, number, share, time, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Run = NonNullable<CampaignSimulationsQuery["campaign"]>["simulations"]["edges"][number]["node"];

const PAGE = 20;

type Choice = { base?: string; other?: string };

type Props = Choice & {
  campaignId: string;
  currency: string;
  endDate?: string | null;
  metric: string | undefined;
  after: string | undefined;
  onAfter: (after: string | undefined) => void;
  onChoose: (choice: Choice) => void;
  onMetric: (metric: MetricType) => void;
};

/** Return the choice after a run was chosen or let go: of three, the one that was chosen first goes. */
export function choose({ base, other }: Choice, id: string): Choice {
  if (id === base) return { base: other, other: undefined };
  if (id === other) return { base, other: undefined };
  if (!base) return { base: id, other: undefined };
  return other ? { base: other, other: id } : { base, other: id };
}

/** The simulations of the campaign, and how two of them differ. */
export function HistoryTab({ campaignId, base, other, after, onAfter, onChoose, ...diff }: Props) {
  const [answer, refresh] = useQuery({
    query: CampaignSimulationsDocument,
    variables: { id: campaignId, first: PAGE, after: after ?? null },
  });
  const chosen = [base, other].filter(Boolean).length;
  return (
    <>
      {base && other && (
        <Diff
          base={base}
          other={other}
          onClose={() => onChoose({ base: undefined, other: undefined })}
          {...diff}
        />
      )}
      <Section
        title="Simulations"
        note={
          chosen === 1
            ? "Choose one more to see how the two differ"
            : "Newest first. Choose two to compare them."
        }
      >
        <Answered
          answer={answer}
          onRetry={() => refresh({ requestPolicy: "network-only" })}
          rows={6}
          height={36}
        >
          {({ campaign }) => (
            <Runs
              campaignId={campaignId}
              simulations={campaign?.simulations}
              choice={{ base, other }}
              paged={after !== undefined}
              onAfter={onAfter}
              onChoose={onChoose}
            />
          )}
        </Answered>
      </Section>
    </>
  );
}

type RunsProps = {
  campaignId: string;
  simulations: NonNullable<CampaignSimulationsQuery["campaign"]>["simulations"] | undefined;
  choice: Choice;
  paged: boolean;
  onAfter: (after: string | undefined) => void;
  onChoose: (choice: Choice) => void;
};

function Runs({ campaignId, simulations, choice, paged, onAfter, onChoose }: RunsProps) {
  if (!simulations || simulations.edges.length === 0) {
    return (
      <Empty
        title={paged ? "There are no older simulations" : "This campaign was not simulated yet"}
        hint="Runs are listed here, with what came of them."
        action={
          paged ? (
            <Button variant="default" onClick={() => onAfter(undefined)}>
              Show the newest
            </Button>
          ) : undefined
        }
      />
    );
  }
  return (
    <>
      <DataTable
        caption="Simulations of the campaign"
        columns={columns(campaignId, choice, onChoose)}
        rows={simulations.edges.map((edge) => edge.node)}
        rowKey={(run) => run.id}
        minWidth={720}
      />
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {simulations.totalCount === 1 ? "1 simulation" : `${number(simulations.totalCount)} simulations`}
        </Text>
        <Group gap="xs">
          {paged && (
            <Button size="xs" variant="default" onClick={() => onAfter(undefined)}>
              Newest
            </Button>
          )}
          {simulations.pageInfo.hasNextPage && (
            <Button
              size="xs"
              variant="default"
              onClick={() => onAfter(simulations.pageInfo.endCursor ?? undefined)}
            >
              Older
            </Button>
          )}
        </Group>
      </Group>
    </>
  );
}

function columns(campaignId: string, choice: Choice, onChoose: (choice: Choice) => void): Column<Run>[] {
  return [
    {
      key: "compare",
      head: "Compare",
      cell: (run) => (
        <Checkbox
          aria-label={`Compare the simulation of ${time(run.createdAt)}`}
          checked={run.id === choice.base || run.id === choice.other}
          disabled={run.status !== "COMPLETED"}
          onChange={() => onChoose(choose(choice, run.id))}
        />
      ),
    },
    {
      key: "at",
      head: "Asked for",
      cell: (run) => (
        <Anchor
          size="sm"
          renderRoot={(props) => (
            <Link to="/campaigns/$campaignId" params={{ campaignId }} search={{ run: run.id }} {...props} />
          )}
        >
          {time(run.createdAt)}
        </Anchor>
      ),
    },
    { key: "status", head: "Status", cell: (run) => <Tag value={run.status} /> },
    { key: "horizon", head: "Days ahead", numeric: true, cell: (run) => number(run.horizonDays) },
    { key: "strategy", head: "Weighted", cell: (run) => words(run.strategy) },
    {
      key: "confidence",
      head: "Confidence",
      cell: (run) =>
        run.status === "COMPLETED" ? `${words(run.confidence.level)} · ${share(run.confidence.value)}` : NONE,
    },
    { key: "took", head: "Took", numeric: true, cell: took },
    { key: "attempt", head: "Attempt", numeric: true, cell: (run) => number(run.attempt) },
  ];
}

function took(run: Run): string {
  if (run.cached) return "known already";
  if (!run.startedAt || !run.completedAt) return NONE;
  return duration((Date.parse(run.completedAt) - Date.parse(run.startedAt)) / 1000);
}
