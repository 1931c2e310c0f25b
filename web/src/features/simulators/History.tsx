import { Badge, Button, Group, List, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import { actorName } from "@/features/simulators/actor";
import type { Catalogue, State } from "@/features/simulators/model";
import { RestoreHistoryDocument } from "@/features/simulators/operations";
import { Regenerate } from "@/features/simulators/Regenerate";
import type { JournalOf } from "@/features/simulators/useJournal";
import { lostAfter, type Version, versionsOf } from "@/features/simulators/versions";
import { WHAT_FOLLOWS } from "@/features/simulators/windows";
import { Confirm } from "@/kit/Confirm";
import { DataTable } from "@/kit/DataTable";
import { number, time } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered } from "@/kit/states";

type Props = {
  state: State;
  catalogue: Catalogue;
  journal: JournalOf;
  may: boolean;
  /** Show what a command did. */
  onShow: (command: number) => void;
};

/** The history that was generated: its versions, the ways to change it, and what its definitions leave open. */
export function History({ state, catalogue, journal, may, onShow }: Props) {
  const general = catalogue.contradictions;
  return (
    <Stack gap="md">
      <Versions journal={journal} may={may} onShow={onShow} />
      {may && (
        <Regenerate
          state={state}
          streams={catalogue.streams}
          onDone={(command) => {
            journal.refresh();
            onShow(command);
          }}
        />
      )}
      {general.length > 0 && (
        <Section
          title="Where the definitions do not agree"
          note="Figures that the history and what comes after it are made from, and which of them count"
        >
          <List size="sm" spacing={4} style={{ overflowWrap: "anywhere" }}>
            {general.map((one) => (
              <List.Item key={one}>{one}</List.Item>
            ))}
          </List>
        </Section>
      )}
    </Stack>
  );
}

function Versions({ journal, may, onShow }: Pick<Props, "journal" | "may" | "onShow">) {
  const [chosen, setChosen] = useState<Version | null>(null);
  const versions = versionsOf(journal.commands);
  const newest = versions.find(({ inForce }) => inForce);
  return (
    <Section
      title="Versions of the history"
      note="Each window of the past that is made anew is a further version, on top of those in force before it."
    >
      <Answered answer={journal.answer} onRetry={journal.refresh} rows={3}>
        {() => (
          <DataTable
            caption="All versions, the newest first"
            rows={versions}
            rowKey={(row) => String(row.number)}
            minWidth={620}
            columns={[
              { key: "number", head: "Version", numeric: true, cell: (row) => number(row.number) },
              { key: "what", head: "What it is", cell: (row) => nameOf(row) },
              { key: "made", head: "Made at", cell: (row) => time(row.command?.at) },
              {
                key: "who",
                head: "Who",
                cell: (row) => row.command && actorName(row.command.actor, journal.members),
              },
              { key: "state", head: "In force", cell: (row) => <Force version={row} newest={newest} /> },
              {
                key: "deeds",
                head: "Actions",
                cell: (row) => (
                  <Group gap={6} wrap="nowrap">
                    {row.command && <Effect version={row} command={row.command.number} onShow={onShow} />}
                    {may && row.inForce && row !== newest && (
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={`Go back to version ${row.number}`}
                        onClick={() => setChosen(row)}
                      >
                        Go back…
                      </Button>
                    )}
                  </Group>
                ),
              },
            ]}
          />
        )}
      </Answered>
      <GoBack chosen={chosen} versions={versions} onDone={journal.refresh} onClose={() => setChosen(null)} />
    </Section>
  );
}

const nameOf = ({ number: version, note }: Version): string =>
  version === 0 ? "As it was generated" : (note ?? "A window made anew");

function Force({ version, newest }: { version: Version; newest: Version | undefined }) {
  if (!version.inForce) return "No longer";
  return version === newest ? (
    <Badge variant="light" radius="sm" tt="none" miw="max-content">
      Now
    </Badge>
  ) : (
    "Below it"
  );
}

type EffectProps = { version: Version; command: number; onShow: (command: number) => void };

function Effect({ version, command, onShow }: EffectProps) {
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={`Effect of version ${version.number}`}
      onClick={() => onShow(command)}
    >
      What it did
    </Button>
  );
}

type GoBackProps = {
  chosen: Version | null;
  versions: readonly Version[];
  onDone: () => void;
  onClose: () => void;
};

function GoBack({ chosen, versions, onDone, onClose }: GoBackProps) {
  const { run, running, fault, clear } = useAction(RestoreHistoryDocument, { quiet: true });
  const lost = chosen ? lostAfter(versions, chosen.number) : [];

  function close(): void {
    clear();
    onClose();
  }

  async function restore(): Promise<void> {
    if (!chosen || !(await run({ input: { version: chosen.number } }))) return;
    notifications.show({ title: "Restored", message: `Version ${chosen.number} is in force.` });
    close();
    onDone();
  }

  return (
    <Confirm
      opened={chosen !== null}
      title={chosen ? `Go back to version ${chosen.number}?` : ""}
      action="Go back to it"
      danger
      running={running}
      fault={fault}
      onConfirm={() => void restore()}
      onClose={close}
    >
      <Text size="sm">
        {lost.length === 1 ? `Version ${lost[0]}` : `Versions ${lost.join(", ")}`} will no longer be in force,
        and cannot be brought back but by making {lost.length === 1 ? "its window" : "their windows"} anew.
      </Text>
      <Text size="sm">{WHAT_FOLLOWS}</Text>
    </Confirm>
  );
}
