import { Badge, Button, Code, Text, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";
import { useAction } from "@/api/useAction";
import { CreateKey } from "@/features/workspaces/CreateKey";
import { ApiKeysDocument, RevokeApiKeyDocument } from "@/features/workspaces/operations";
import { useMay } from "@/features/workspaces/Session";
import { type ApiKey, type KeyState, keyState, ordered } from "@/features/workspaces/settings";
import { Confirm } from "@/kit/Confirm";
import { type Column, DataTable } from "@/kit/DataTable";
import { ago, date, time, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

const COLOURS: Record<KeyState, string> = { ACTIVE: "green", EXPIRED: "yellow", REVOKED: "gray" };

/** The keys that open the workspace to programs, and to browsers that sign in with them. */
export function KeysTab() {
  const [after, setAfter] = useState<string | null>(null);
  const [answer, refresh] = useQuery({ query: ApiKeysDocument, variables: { after } });
  const [making, { open, close }] = useDisclosure();
  const may = useMay("ADMIN");

  function reload(): void {
    refresh({ requestPolicy: "network-only" });
  }

  return (
    <Section
      title="API keys"
      note="A key acts for the member who made it, and may do no more than that member."
      minHeight={260}
      controls={
        may && (
          <Button size="compact-md" onClick={open}>
            Make a key
          </Button>
        )
      }
    >
      <Answered answer={answer} onRetry={reload} rows={4} height={36}>
        {({ viewer: { workspace } }) => {
          const { edges, pageInfo } = workspace.apiKeys;
          return (
            <>
              <Keys keys={edges.map((edge) => edge.node)} onChanged={reload} />
              {(after || pageInfo.hasNextPage) && (
                <Button
                  variant="default"
                  size="compact-sm"
                  style={{ alignSelf: "flex-end" }}
                  onClick={() => setAfter(pageInfo.hasNextPage ? pageInfo.endCursor : null)}
                >
                  {pageInfo.hasNextPage ? "Older" : "Newest"}
                </Button>
              )}
            </>
          );
        }}
      </Answered>
      <CreateKey opened={making} onClose={close} onMade={reload} />
    </Section>
  );
}

function Keys({ keys, onChanged }: { keys: readonly ApiKey[]; onChanged: () => void }) {
  const may = useMay("ADMIN");
  const now = Date.now();
  if (keys.length === 0)
    return <Empty title="No keys" hint="Make one for each program or person that needs its own." />;
  const columns: Column<ApiKey>[] = [
    { key: "name", head: "Key", cell: (key) => key.name },
    { key: "prefix", head: "Begins with", cell: (key) => <Code>{key.prefix}</Code> },
    { key: "role", head: "Role", cell: (key) => words(key.role) },
    { key: "state", head: "State", cell: (key) => <State apiKey={key} now={now} /> },
    {
      key: "used",
      head: "Last used",
      cell: (key) =>
        key.lastUsedAt ? <span title={time(key.lastUsedAt)}>{ago(key.lastUsedAt, now)}</span> : "never",
    },
    { key: "made", head: "Made", cell: (key) => date(key.createdAt) },
    ...(may
      ? [
          {
            key: "actions",
            head: <VisuallyHidden>What can be done</VisuallyHidden>,
            numeric: true,
            cell: (key: ApiKey) =>
              keyState(key, now) === "ACTIVE" && <Revoke apiKey={key} onDone={onChanged} />,
          },
        ]
      : []),
  ];
  return (
    <DataTable
      caption="API keys of the workspace"
      columns={columns}
      rows={ordered(keys, now)}
      rowKey={(key) => key.id}
      minWidth={760}
    />
  );
}

function State({ apiKey, now }: { apiKey: ApiKey; now: number }) {
  const state = keyState(apiKey, now);
  const until =
    state === "REVOKED"
      ? date(apiKey.revokedAt)
      : apiKey.expiresAt
        ? `${state === "EXPIRED" ? "" : "until "}${date(apiKey.expiresAt)}`
        : "does not expire";
  return (
    <>
      <Badge color={COLOURS[state]} variant="light" radius="sm" tt="none">
        {words(state)}
      </Badge>{" "}
      <Text span size="xs" c="dimmed">
        {until}
      </Text>
    </>
  );
}

function Revoke({ apiKey, onDone }: { apiKey: ApiKey; onDone: () => void }) {
  const [asking, { open, close }] = useDisclosure();
  const action = useAction(RevokeApiKeyDocument, { quiet: true });

  async function confirm(): Promise<void> {
    if (!(await action.run({ input: { keyId: apiKey.id } }))) return;
    close();
    onDone();
  }

  return (
    <>
      <Button size="compact-sm" variant="default" c="red" onClick={open} aria-label={`Revoke ${apiKey.name}`}>
        Revoke
      </Button>
      <Confirm
        opened={asking}
        onClose={close}
        title={`Revoke ${apiKey.name}?`}
        action="Revoke it"
        danger
        running={action.running}
        fault={action.fault}
        onConfirm={() => void confirm()}
      >
        <Text size="sm">
          Every program that uses it is refused at once, and browsers that signed in with it are signed out,
          yours too if it was this one. A revoked key never works again.
        </Text>
        <Text size="sm" c="dimmed">
          {apiKey.lastUsedAt ? `It was last used ${ago(apiKey.lastUsedAt)}.` : "It was never used."}
        </Text>
      </Confirm>
    </>
  );
}
