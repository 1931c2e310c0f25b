/** How streams are called where there is little room. */

import { NONE, number, words } from "@/kit/format";

/** The parts of the marketplace, in the order of the catalogue. */
export const DOMAINS = ["CUSTOMER", "TUTOR", "SESSION", "SUPPORT", "MARKETING", "SYSTEM"] as const;

export const domainName = (domain: string): string => words(domain);

/** Leave out of a name what its group says already: under customer, `customer.page.view` is `page.view`. */
export function shortName(name: string, domain: string): string {
  const beginning = `${domain.toLowerCase()}.`;
  return name.startsWith(beginning) ? name.slice(beginning.length) : name;
}

/** Write how often something came: by the second where it is frequent, else how often in the last minute. */
export function pace(lastTenSeconds: number, lastMinute: number): string {
  if (lastMinute === 0) return "none in a minute";
  if (lastTenSeconds >= 10) return `${number(lastTenSeconds / 10, 1)} a second`;
  return `${number(lastMinute)} in a minute`;
}

/** Write milliseconds. */
export function milliseconds(value: number | null): string {
  if (value === null) return NONE;
  return value < 1_000 ? `${number(value)} ms` : `${number(value / 1_000, 1)} s`;
}
