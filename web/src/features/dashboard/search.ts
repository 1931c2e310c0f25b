import { isSpan, type Span } from "@/kit/range";

export type DashboardSearch = { span?: Span; currency?: string };

/** Read what the address of the overview holds; what cannot be is left out. */
export function dashboardSearch(raw: Record<string, unknown>): DashboardSearch {
  return {
    ...(isSpan(raw.span) && { span: raw.span }),
    ...(typeof raw.currency === "string" && { currency: raw.currency }),
  };
}
