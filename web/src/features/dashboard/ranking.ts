import type { DashboardInsightsQuery } from "@/features/dashboard/operations";

export type Insight = DashboardInsightsQuery["insights"]["edges"][number]["node"];

const SEVERITIES = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];

/** Rank insights by what is at stake.
 *
 * Money of two currencies cannot be compared: those of the currency most insights are in come first, by their amounts,
 * then the other currencies, then those without money by severity; equal ones newest first. The latest insight of a
 * kind about a campaign stands for the earlier ones with the same title.
 */
export function ranked(insights: readonly Insight[]): Insight[] {
  const seen = new Set<string>();
  const latest = [...insights]
    .sort((one, other) => other.at.localeCompare(one.at))
    .filter((one) => {
      const key = `${one.kind} ${one.title} ${one.campaign?.id}`;
      return !seen.has(key) && seen.add(key);
    });
  const uses = new Map<string, number>();
  for (const one of latest) {
    const currency = one.moneyAtStake?.currency;
    if (currency) uses.set(currency, (uses.get(currency) ?? 0) + 1);
  }
  const use = (one: Insight): number => (one.moneyAtStake ? (uses.get(one.moneyAtStake.currency) ?? 0) : -1);
  return latest.sort(
    (one, other) =>
      order(use(other), use(one)) ||
      order(
        Math.abs(Number(other.moneyAtStake?.amount ?? 0)),
        Math.abs(Number(one.moneyAtStake?.amount ?? 0)),
      ) ||
      SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity) ||
      other.at.localeCompare(one.at),
  );
}

const order = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);
