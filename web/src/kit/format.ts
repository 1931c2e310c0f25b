/** Numbers, money, shares and moments, as the viewer's locale writes them. */

export const locale: string = globalThis.navigator?.language ?? "en";

/** What stands where there is no value. */
export const NONE = "–";

type Value = number | null | undefined;

const formats = new Map<string, Intl.NumberFormat>();

function formatted(value: Value, options: Intl.NumberFormatOptions): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, format);
  return format.format(value);
}

export const number = (value: Value, digits = 0): string =>
  formatted(value, { maximumFractionDigits: digits });

export const compact = (value: Value): string =>
  formatted(value, { notation: "compact", maximumSignificantDigits: 3 });

/** Write a share of one as a percentage. */
export const share = (value: Value, digits = 0): string =>
  formatted(value, { style: "percent", maximumFractionDigits: digits });

/** Write a change relative to before, with its sign. */
export const change = (value: Value): string =>
  formatted(value, { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });

export function money(value: Value, currency: string, short = true): string {
  const size: Intl.NumberFormatOptions =
    short && Math.abs(value ?? 0) >= 10_000
      ? { notation: "compact", maximumSignificantDigits: 3 }
      : { maximumFractionDigits: Math.abs(value ?? 0) >= 100 ? 0 : 2 };
  return formatted(value, { style: "currency", currency, ...size });
}

/** Write an amount to the cent, as for one that somebody typed. */
export const exactMoney = (value: Value, currency: string): string =>
  formatted(value, { style: "currency", currency });

/** Write a figure by its unit: a currency code, `count`, `ratio`, or what evidence names.
 *
 * @param name Of the figure: ratios that are shares, such as CTR, are written as percentages.
 */
export function figure(value: Value, unit: string, name = ""): string {
  if (/^[A-Z]{3}$/.test(unit)) return money(value, unit);
  if (unit === "ratio")
    return name === "ROAS" ? `${number(value, 2)}×` : share(value, Math.abs(value ?? 0) < 0.1 ? 2 : 0);
  const text =
    Math.abs(value ?? 0) >= 10_000 ? compact(value) : number(value, Math.abs(value ?? 0) < 100 ? 2 : 0);
  return unit === "count" || unit === "" ? text : `${text} ${unit}`;
}

const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
const shortDay = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const second = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
const ownDay = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" });
const hour = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });

/** Write a day. Days of the API are of UTC and stay the same day everywhere. */
export const date = (value: string | null | undefined): string =>
  value ? day.format(new Date(value)) : NONE;
export const dayOfYear = (value: string | number): string => shortDay.format(new Date(value));

/** Write a moment in the viewer's time zone. */
export const time = (value: string | number | null | undefined): string =>
  value ? moment.format(new Date(value)) : NONE;

/** Write a moment to the second, for a clock that is seen to run. */
export const timeToSecond = (value: string | number): string => second.format(new Date(value));
export const localDay = (value: number): string => ownDay.format(new Date(value));

/** Write the hour; at the first of a day, the day. */
export function hourOfDay(value: number): string {
  const at = new Date(value);
  return at.getHours() === 0 && at.getMinutes() === 0 ? ownDay.format(at) : hour.format(at);
}
export const timeOfDay = (value: string | number): string => clock.format(new Date(value));

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

/** Write how long ago a moment was. */
export function ago(value: string | number, now: number = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  const [unit, size] = STEPS.find(([, one]) => Math.abs(seconds) >= one) ?? ["second", 1];
  return relative.format(Math.round(seconds / size), unit);
}

/** Write seconds as a person says them. */
export function duration(seconds: Value): string {
  if (seconds === null || seconds === undefined) return NONE;
  if (seconds < 60) return `${number(seconds, seconds < 10 ? 1 : 0)} s`;
  if (seconds < 3_600) return `${number(seconds / 60, 1)} min`;
  return `${number(seconds / 3_600, 1)} h`;
}

const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });

/** Write the name of a weekday: 1 is Monday, 7 is Sunday. */
export const weekdayName = (value: number): string => weekday.format(new Date(Date.UTC(2024, 0, value)));

/** Write the name of an enum's value as words: BUDGET_OVERRUN is "Budget overrun". */
export function words(value: string): string {
  const text = value.replaceAll("_", " ").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const NAMES: Record<string, string> = {
  PR: "PR",
  OOH: "Out of home",
  SMS: "SMS",
  TIKTOK: "TikTok",
  LINKEDIN: "LinkedIn",
};

export const channelName = (value: string): string => NAMES[value] ?? words(value);
export const metricName = (value: string): string =>
  /^(CTR|CPC|CPM|CPA|CVR|ROAS|ROI)$/.test(value) ? value : words(value);
