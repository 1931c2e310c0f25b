import { Button } from "@mantine/core";
import { actorName } from "@/features/simulators/actor";
import { deedText } from "@/features/simulators/causes";
import type { Catalogue, Command } from "@/features/simulators/model";
import type { JournalOf } from "@/features/simulators/useJournal";
import { DataTable } from "@/kit/DataTable";
import { number, time } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

/** Commands whose effect can be told apart from what would have been without them. */
export const WITH_EFFECT: readonly Command["kind"][] = [
  "ACTIVATE",
  "STOP",
  "RESET",
  "INJECT",
  "MODIFY",
  "REGENERATE",
  "RESTORE",
];

type Props = { journal: JournalOf; scenarios: Catalogue["scenarios"]; onShow: (command: number) => void };

/** What was done to the simulator, by whom, and what that did. */
export function Journal({ journal, scenarios, onShow }: Props) {
  return (
    <Section
      title="Journal"
      note="The latest 100 commands, by simulation time. Those of a sequence may lie ahead."
    >
      <Answered answer={journal.answer} onRetry={journal.refresh} rows={5}>
        {() =>
          journal.commands.length === 0 ? (
            <Empty
              title="Nothing was done yet"
              hint="Scenarios, events and modifiers appear here as soon as somebody sets them going."
            />
          ) : (
            <DataTable
              caption="Commands to the simulator"
              rows={journal.commands}
              rowKey={(row) => String(row.number)}
              minWidth={620}
              columns={[
                { key: "number", head: "No.", numeric: true, cell: (row) => number(row.number) },
                { key: "at", head: "Simulation time", cell: (row) => time(row.at) },
                { key: "what", head: "What", cell: (row) => deedText(row, scenarios) },
                { key: "who", head: "Who", cell: (row) => actorName(row.actor, journal.members) },
                {
                  key: "effect",
                  head: "Effect",
                  cell: (row) =>
                    WITH_EFFECT.includes(row.kind) && (
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={`Effect of command ${row.number}`}
                        onClick={() => onShow(row.number)}
                      >
                        What it did
                      </Button>
                    ),
                },
              ]}
            />
          )
        }
      </Answered>
    </Section>
  );
}
