import { isSpan, type Span } from "@/kit/range";

export type ModelsTab = "accuracy" | "versions";

export type ModelsSearch = {
  tab?: ModelsTab;
  span?: Span;
  /** Whose accuracy is shown in detail; the ensemble's without. */
  model?: string;
  /** Which version is open. */
  version?: string;
};

/** Read what the address of the models holds; what cannot be is left out. */
export function modelsSearch(raw: Record<string, unknown>): ModelsSearch {
  const { tab, span, model, version } = raw;
  return {
    ...((tab === "accuracy" || tab === "versions") && { tab }),
    ...(isSpan(span) && { span }),
    ...(typeof model === "string" && model !== "" && { model }),
    ...(typeof version === "string" && version !== "" && { version }),
  };
}
