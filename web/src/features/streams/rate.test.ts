import { expect, test } from "vitest";
import { factorRows, rateLine } from "@/features/streams/rate";

const FACTORS = {
  at: "2026-01-01T00:00:00Z",
  baseline: 100,
  timeOfDay: 1.5,
  weekday: 1,
  calendar: 1.4,
  growth: 1.00002,
  scenarios: 1,
  events: 0.8,
  chain: 1,
  noise: 1.1,
  added: 0,
  override: null,
  rate: 184.8,
  sources: [],
};

test("factors that do something stand between the usual rate and the one that results", () => {
  const { rows, plain } = factorRows(FACTORS);
  expect(rows.map((row) => row.value)).toEqual([
    "100 an hour",
    "× 1.5",
    "× 1.4",
    "× 0.8",
    "× 1.1",
    "185 an hour",
  ]);
  expect(plain).toContain("the day of the week");
  expect(plain).toContain("growth since the start");
  expect(plain).toHaveLength(4);
});

test("what is added, taken away or set by hand has a row of its own", () => {
  const label = (changes: object) => factorRows({ ...FACTORS, ...changes }).rows.at(-2)?.label;
  expect(label({ added: 12 })).toBe("+ added");
  expect(label({ added: -3 })).toBe("− taken away");
  expect(label({ override: 0 })).toBe("Set by hand instead of all that");
});

test("a level is not so much an hour", () => {
  expect(factorRows(FACTORS, true).rows.at(-1)?.value).toBe("185");
});

test("in a line the factors stand in the same order", () => {
  expect(rateLine({ ...FACTORS, calendar: 1, noise: 1, added: -3 })).toBe(
    "usual, by the table 100 an hour · the hour of the day × 1.5 · external events × 0.8 · taken away 3 an hour · now 185 an hour",
  );
});
