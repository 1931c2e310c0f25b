import { Badge, Drawer, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "urql";
import { modelName } from "@/features/models/accuracy";
import { Gate } from "@/features/models/ModelCard";
import { VersionDocument, type VersionQuery } from "@/features/models/operations";
import { Tag } from "@/kit/badges";
import { type Column, DataTable } from "@/kit/DataTable";
import { ago, change, date, duration, NONE, number, share, time, words } from "@/kit/format";
import { Answered, Empty } from "@/kit/states";

type Detail = Extract<NonNullable<VersionQuery["node"]>, { __typename: "Model" }>;
type Origin = Detail["verdict"]["origins"][number];
type Figure = Detail["figures"][number];

const MOST_FEATURES = 12;
const MOST_FINDINGS = 12;

/** Everything about one version: why it serves or does not, what it looks at, and whether it drifted. */
export function VersionDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const [answer, refresh] = useQuery({
    query: VersionDocument,
    variables: { id: id ?? "" },
    pause: id === undefined,
  });
  const node = answer.data?.node;
  const title =
    node?.__typename === "Model" ? `${modelName(node.name)}, version ${number(node.number)}` : "Version";
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={title}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {id !== undefined && (
        <Answered
          answer={answer}
          onRetry={() => refresh({ requestPolicy: "network-only" })}
          rows={8}
          height={40}
        >
          {(data) =>
            data.node?.__typename === "Model" ? (
              <Details version={data.node} />
            ) : (
              <Empty title="There is no such version" hint="Choose one from the list." />
            )
          }
        </Answered>
      )}
    </Drawer>
  );
}

function Details({ version }: { version: Detail }) {
  return (
    <Stack gap="lg">
      <Stack gap={4}>
        <Group gap="xs">
          <Tag value={version.stage} />
          {!version.canServe && (
            <Badge variant="light" color="gray" tt="none" radius="sm">
              its bytes are not kept
            </Badge>
          )}
        </Group>
        <Text size="sm">{version.description}</Text>
        <Text size="sm" c="dimmed">
          Trained {time(version.trainedAt)} in {duration(version.fitSeconds)}, on{" "}
          {number(version.observations)} observations of {number(version.series)} series until{" "}
          {date(version.until)}.
          {version.crownedAt && ` Champion since ${time(version.crownedAt)}, the last time.`}
        </Text>
      </Stack>
      <Verdict version={version} />
      <Importance features={version.importance} />
      <Drift version={version} />
      <Figures figures={version.figures} />
      <Part title="How it was made">
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          Code {version.codeVersion}, seed {version.seed}, data {version.dataHash}. The same three make the
          same version again.
        </Text>
      </Part>
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <Title order={3} size="h5" mb={6}>
        {title}
      </Title>
      {children}
    </section>
  );
}

function Verdict({ version }: { version: Detail }) {
  const columns: Column<Origin>[] = [
    { key: "origin", head: "Predicted from", cell: (row) => date(row.origin) },
    { key: "challenger", head: "This version", numeric: true, cell: (row) => number(row.challenger, 3) },
    { key: "baseline", head: "Naive", numeric: true, cell: (row) => number(row.baseline, 3) },
    {
      key: "champion",
      head: "Champion",
      numeric: true,
      cell: (row) =>
        row.champion === null ? NONE : `${number(row.champion, 3)}${row.hindsight ? ", had seen it" : ""}`,
    },
    { key: "rows", head: "Predictions", numeric: true, cell: (row) => number(row.rows) },
  ];
  return (
    <Part title="The gate">
      <Gate version={version} />
      <Text size="sm" mb="xs">
        {version.verdict.statement}
      </Text>
      {version.verdict.origins.length > 0 && (
        <>
          <DataTable
            caption="Losses on days of the past"
            columns={columns}
            rows={version.verdict.origins}
            rowKey={(row) => row.origin}
            minWidth={460}
          />
          <Text size="xs" c="dimmed">
            Losses on the same rows; lower is better.
          </Text>
        </>
      )}
    </Part>
  );
}

function Importance({ features }: { features: Detail["importance"] }) {
  if (features.length === 0) return null;
  const most = features[0]?.share ?? 1;
  return (
    <Part title="What it looks at">
      <Stack component="ol" gap={6} p={0} m={0} aria-label="Features by how much they move predictions">
        {features.slice(0, MOST_FEATURES).map((one) => (
          <Group component="li" key={one.feature} gap="sm" wrap="nowrap" style={{ listStyle: "none" }}>
            <Text size="sm" w={150} truncate>
              {words(one.feature)}
            </Text>
            <Progress value={(one.share / most) * 100} size="md" flex={1} aria-hidden />
            <Text size="sm" w={52} ta="right">
              {share(one.share, 1)}
            </Text>
          </Group>
        ))}
      </Stack>
      {features.length > MOST_FEATURES && (
        <Text size="xs" c="dimmed" mt={4}>
          And {number(features.length - MOST_FEATURES)} more, which move predictions less.
        </Text>
      )}
    </Part>
  );
}

function Drift({ version }: { version: Detail }) {
  const { drift } = version;
  if (!drift) {
    return (
      <Part title="Drift">
        <Text size="sm" c="dimmed">
          Not looked at yet: each training looks at the champion, with the data that came since its own.
        </Text>
      </Part>
    );
  }
  return (
    <Part title="Drift">
      <Text size="sm">{drift.statement}</Text>
      <Text size="xs" c="dimmed" mb="xs">
        Looked at {ago(drift.at)}, with data until {date(drift.until)}.
      </Text>
      <Stack component="ul" gap="xs" p={0} m={0}>
        {drift.findings.slice(0, MOST_FINDINGS).map((one) => (
          <li key={`${one.subject} ${one.feature}`} style={{ listStyle: "none" }}>
            <Text size="sm">
              <strong>{one.drifted ? "Drifted" : "As it was"}</strong>
              {one.effect !== null && `, error ${change(one.effect)}`}: {one.statement}
            </Text>
          </li>
        ))}
      </Stack>
    </Part>
  );
}

function Figures({ figures }: { figures: readonly Figure[] }) {
  if (figures.length === 0) return null;
  const columns: Column<Figure>[] = [
    { key: "name", head: "Figure", cell: (row) => words(row.name) },
    { key: "value", head: "Value", numeric: true, cell: (row) => number(row.value, 3) },
  ];
  return (
    <Part title="What its training measured">
      <DataTable
        caption="Figures of the training"
        columns={columns}
        rows={figures}
        rowKey={(row) => row.name}
        minWidth={260}
      />
    </Part>
  );
}
