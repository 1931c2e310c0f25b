/** An import of metrics: what is chosen, what would come of it, and what came of it. */

import type { CombinedError } from "@urql/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { useMutation } from "urql";
import { type Fault, faultOf } from "@/api/faults";
import { type ImportFaults, importFaults } from "@/features/campaigns/importing/faults";
import { knownTo, type Mapping, mappedIn, unusedIn } from "@/features/campaigns/importing/mapping";
import {
  type Channel,
  type DuplicatePolicy,
  ImportMetricsDocument,
  type ImportMetricsInput,
  type ImportMetricsMutation,
} from "@/features/campaigns/operations";
import type { Source } from "@/kit/files/file";

export type Report = ImportMetricsMutation["importMetrics"];

export type Options = {
  mapping: Mapping;
  duplicates: DuplicatePolicy;
  channel: Channel | null;
  currency: string | null;
  /** Only rows that have this value in this column. */
  filter: { column: string; equals: string };
};

const AS_FOUND: Options = {
  mapping: [],
  duplicates: "LAST",
  channel: null,
  currency: null,
  filter: { column: "", equals: "" },
};

const TOO_LARGE = 413;

/** How long after a choice the file is looked at again. */
const PAUSE_MS = 250;

type Preview = { asked: string; report: Report | null; fault: Fault | null };

export type Import = {
  options: Options;
  choose: (part: Partial<Options>) => void;
  /** What would come of it; the last one known stays while a new one is made. */
  preview: Report | null;
  previewing: boolean;
  faults: ImportFaults;
  /** Why the server gave no answer. */
  fault: Fault | null;
  /** Look at the file again. */
  again: () => void;
  run: () => void;
  running: boolean;
  result: Report | null;
  /** Forget the file and the result; how it was read is kept for the next one. */
  reset: () => void;
};

export function useImport(campaignId: string | null, source: Source | null, onImported: () => void): Import {
  const [, send] = useMutation(ImportMetricsDocument);
  const [options, setOptions] = useState(AS_FOUND);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [result, setResult] = useState<Report | null>(null);
  const [running, setRunning] = useState(false);
  const [round, setRound] = useState(0);
  const latest = useRef(0);

  const input = useMemo(
    () => (campaignId && source ? inputOf(campaignId, source, options) : null),
    [campaignId, source, options],
  );
  const asked = input
    ? `${round} ${source?.name} ${source?.bytes} ${JSON.stringify({ ...input, content: "" })}`
    : "";

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked stands for the input
  useEffect(() => {
    const turn = ++latest.current;
    if (!input) return;
    const timer = setTimeout(() => {
      void send({ input: { ...input, dryRun: true } }).then(({ data, error }) => {
        if (turn === latest.current)
          setPreview({
            asked,
            report: data?.importMetrics ?? null,
            fault: error ? faultOfImport(error) : null,
          });
      });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked, source]);

  async function run(): Promise<void> {
    if (!input) return;
    setRunning(true);
    const { data, error } = await send({ input });
    setRunning(false);
    const report = data?.importMetrics ?? null;
    if (report && report.errors.length === 0) {
      setResult(report);
      onImported();
    } else {
      setPreview({ asked, report, fault: error ? faultOfImport(error) : null });
    }
  }

  const report = preview?.report ?? null;
  return {
    options,
    choose: (part) => setOptions((now) => ({ ...now, ...part })),
    preview: report,
    previewing: input !== null && preview?.asked !== asked,
    faults: useMemo(
      () => importFaults(report?.errors ?? [], input?.mapping ?? [], input?.ignoreColumns ?? []),
      [report, input],
    ),
    fault: preview?.fault ?? null,
    again: () => setRound((number) => number + 1),
    run: () => void run(),
    running,
    result,
    reset: () => {
      setPreview(null);
      setResult(null);
    },
  };
}

function inputOf(
  campaignId: string,
  source: Source,
  options: Options,
): ImportMetricsInput & { mapping: Mapping; ignoreColumns: string[] } {
  const known = knownTo(options.mapping, source.head);
  const { column, equals } = options.filter;
  const filtered = column && source.head.columns.includes(column);
  return {
    campaignId,
    format: source.format,
    content: source.text,
    mapping: [...mappedIn(known)],
    ignoreColumns: unusedIn(known),
    filter: filtered ? [{ column, equals }] : null,
    duplicates: options.duplicates,
    channel: options.channel,
    currency: options.currency,
    dryRun: false,
  };
}

function faultOfImport(error: CombinedError): Fault {
  if (error.response?.status === TOO_LARGE) {
    return {
      message: error.graphQLErrors[0]?.message ?? "The file is larger than what this server takes at once.",
      hint: "Export fewer days at a time and import the parts one after another.",
    };
  }
  return faultOf(error);
}
