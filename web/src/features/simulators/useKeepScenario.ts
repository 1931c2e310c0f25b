/** Keeping a scenario of the workspace's own. */

import { useMutation } from "urql";
import { faultOf } from "@/api/faults";
import { ImportScenarioDocument, SaveScenarioDocument } from "@/features/simulators/operations";
import { type Document, type Problem, problemsOf } from "@/features/simulators/own";

type Given = { definition: Document } | { content: string; file: string };
type Kept = { saved: { id: string; name: string } } | { problems: Problem[] };

/** Use the ways to keep a scenario: from fields as a definition, from a text as that text. */
export function useKeepScenario(): { keep: (given: Given) => Promise<Kept>; running: boolean } {
  const [saving, save] = useMutation(SaveScenarioDocument);
  const [importing, take] = useMutation(ImportScenarioDocument);

  async function keep(given: Given): Promise<Kept> {
    const { payload, error } =
      "definition" in given
        ? await save({ input: given }).then(({ data, error }) => ({ payload: data?.saveScenario, error }))
        : await take({ input: { content: given.content } }).then(({ data, error }) => ({
            payload: data?.importScenario,
            error,
          }));
    if (payload?.scenario) return { saved: payload.scenario };
    const file = "file" in given ? given.file : "";
    if (payload) return { problems: problemsOf(payload.errors, file) };
    const fault = error ? faultOf(error) : { message: "The server gave no answer." };
    return { problems: [{ file, path: "", message: [fault.message, fault.hint].filter(Boolean).join(" ") }] };
  }

  return { keep, running: saving.fetching || importing.fetching };
}
