/** Which models serve, and when that changes. */

import type { CombinedError } from "@urql/core";
import { useEffect, useMemo } from "react";
import { useQuery } from "urql";
import type { AudienceKind, ServingModelsQuery } from "@/features/audiences/operations";
import { ServingModelsDocument } from "@/features/audiences/operations";
import { KINDS, NAMED } from "@/features/audiences/words";
import type { JobUpdates } from "@/features/jobs/useJobUpdates";

export type Model = ServingModelsQuery["models"]["edges"][number]["node"];

export type Serving = {
  /** The model that serves each kind; null where none does, undefined while that is not known. */
  models: Record<AudienceKind, Model | null | undefined>;
  /** Look again. */
  refresh: () => void;
};

/** Follow which models serve: looked at again whenever a training has ended. */
export function useServing(updates: JobUpdates): Serving {
  const [{ data }, execute] = useQuery({ query: ServingModelsDocument });
  const trainings = [...updates.jobs.values()].filter((job) => job.kind === "TRAINING");
  const ended = trainings.filter((job) => job.finishedAt !== null).length;
  useEffect(() => {
    if (ended + updates.lapses > 0) execute({ requestPolicy: "network-only" });
  }, [ended, updates.lapses, execute]);
  const models = useMemo(() => modelsBy(data), [data]);
  return { models, refresh: () => execute({ requestPolicy: "network-only" }) };
}

export function modelsBy(data: ServingModelsQuery | undefined): Serving["models"] {
  const nodes = data?.models.edges.map((edge) => edge.node);
  const of = (kind: AudienceKind) => nodes && (nodes.find((one) => one.name === NAMED[kind].model) ?? null);
  return Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) as Serving["models"];
}

/** Return whether an answer was refused because no model can give one. */
export const isUntrained = (error: CombinedError | undefined): boolean =>
  error?.graphQLErrors.some((one) => one.extensions.code === "INSUFFICIENT_DATA") ?? false;
