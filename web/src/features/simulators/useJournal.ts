/** What was done to the simulator, and by whom. */

import { useCallback, useMemo } from "react";
import { useQuery } from "urql";
import { useApi } from "@/api/ApiContext";
import type { Command, State } from "@/features/simulators/model";
import { newestOf } from "@/features/simulators/model";
import { SimulatorJournalDocument, type SimulatorJournalQuery } from "@/features/simulators/operations";
import { useAgain } from "@/features/simulators/useAgain";

export type JournalOf = {
  answer: ReturnType<typeof useQuery<SimulatorJournalQuery>>[0];
  commands: readonly Command[];
  members: SimulatorJournalQuery["viewer"]["workspace"]["members"];
  refresh: () => void;
  /** Ask anew, and return the number of the newest command of a kind. */
  newest: (kind: Command["kind"]) => Promise<number>;
};

const NOTHING: readonly Command[] = [];
const NOBODY: JournalOf["members"] = [];

/** Follow the journal: it is asked for again whenever the state says that something was done. */
export function useJournal(state: State): JournalOf {
  const api = useApi();
  const [answer, ask] = useQuery<SimulatorJournalQuery>({ query: SimulatorJournalDocument });
  const mark = `${state.lastModified} ${state.scheduled.length} ${state.activeModifiers.length}`;
  useAgain(mark, ask);

  const newest = useCallback(
    async (kind: Command["kind"]) => {
      const policy = { requestPolicy: "network-only" } as const;
      const { data } = await api.client.query(SimulatorJournalDocument, {}, policy).toPromise();
      return newestOf(data?.simulator?.commands ?? [], kind)?.number ?? 0;
    },
    [api],
  );

  return useMemo(
    () => ({
      answer,
      commands: answer.data?.simulator?.commands ?? NOTHING,
      members: answer.data?.viewer.workspace.members ?? NOBODY,
      refresh: () => ask({ requestPolicy: "network-only" }),
      newest,
    }),
    [answer, ask, newest],
  );
}
