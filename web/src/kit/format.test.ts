import { expect, test } from "vitest";
import {
  ago,
  change,
  channelName,
  dayOfYear,
  duration,
  exactMoney,
  figure,
  metricName,
  money,
  NONE,
  number,
  share,
  weekdayName,
  words,
} from "@/kit/format";

test("what is not known is told as such, never as zero", () => {
  for (const value of [null, undefined, Number.NaN]) {
    expect([number(value), share(value), change(value), money(value, "EUR")]).toEqual([
      NONE,
      NONE,
      NONE,
      NONE,
    ]);
  }
  expect(figure(null, "count")).toBe(NONE);
});

test("money is written in its currency, and large sums in short", () => {
  expect(money(1234.5, "USD")).toBe("$1,235");
  expect(money(12.345, "USD")).toBe("$12.35");
  expect(money(84_213, "EUR")).toBe("€84.2K");
  expect(money(84_213, "EUR", false)).toBe("€84,213");
  expect(exactMoney(150.5, "EUR")).toBe("€150.50");
});

test("a figure is written by its unit: shares as percentages, returns as multiples", () => {
  expect(figure(0.0102, "ratio", "CTR")).toBe("1.02%");
  expect(figure(0.486, "ratio", "ROI")).toBe("49%");
  expect(figure(1.5, "ratio", "ROAS")).toBe("1.5×");
  expect(figure(1812, "count", "CONVERSIONS")).toBe("1,812");
  expect(figure(12.5, "days")).toBe("12.5 days");
});

test("changes have a sign, and none where nothing changed", () => {
  expect([change(0.118), change(-0.1), change(0)]).toEqual(["+11.8%", "-10%", "0%"]);
});

test("days of the API stay the same day everywhere", () => {
  expect(dayOfYear("2026-11-21")).toBe("Nov 21");
  expect(dayOfYear(Date.parse("2026-11-21T00:00:00Z"))).toBe("Nov 21");
});

test("times are told as a person says them", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  expect(ago("2026-11-21T11:58:00Z", now)).toBe("2 minutes ago");
  expect(ago("2026-11-20T11:00:00Z", now)).toBe("yesterday");
  expect([duration(3.24), duration(90), duration(5_400), duration(null)]).toEqual([
    "3.2 s",
    "1.5 min",
    "1.5 h",
    NONE,
  ]);
});

test("weekdays are counted from Monday", () => {
  expect([weekdayName(1), weekdayName(7)]).toEqual(["Monday", "Sunday"]);
});

test("names of the API become words, and abbreviations stay", () => {
  expect(words("BUDGET_OVERRUN")).toBe("Budget overrun");
  expect([channelName("TIKTOK"), channelName("GOOGLE"), channelName("OOH")]).toEqual([
    "TikTok",
    "Google",
    "Out of home",
  ]);
  expect([metricName("CPA"), metricName("CONVERSIONS")]).toEqual(["CPA", "Conversions"]);
});
