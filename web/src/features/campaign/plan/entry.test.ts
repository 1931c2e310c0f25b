import { expect, test } from "vitest";
import { isDay, pasted, planFaults, planned, readAmount } from "@/features/campaign/plan/entry";

const entry = (first: string, last: string, amount: string) => ({ first, last, amount });

test("a day is one that exists", () => {
  expect(["2026-12-31", "2028-02-29"].every(isDay)).toBe(true);
  expect(["2026-02-30", "31.12.2026", "2026-1-1", ""].some(isDay)).toBe(false);
});

test("amounts are read as people write them, and nothing else is", () => {
  expect(["120", "€ 1,200.50", "99,50 EUR", "-5", "1 200"].map(readAmount)).toEqual([
    "120",
    "1200.50",
    "99.50",
    "-5",
    "1200",
  ]);
  expect(["", "many", "1e3", "12 or 13"].map(readAmount)).toEqual([null, null, null, null]);
});

test("a period is each of its days, and without an amount its plan is taken away", () => {
  const plan = planned([entry("2026-12-30", "2027-01-01", "50"), entry("2027-01-05", "", "")], true);
  expect(plan.days.map((one) => one.date)).toEqual(["2026-12-30", "2026-12-31", "2027-01-01"]);
  expect(plan.statedBy).toEqual([0, 0, 0]);
  expect(plan.clear).toEqual(["2027-01-05"]);
  expect(plan.faults).toEqual([]);
  expect(planned([entry("2027-01-05", "", " ")], false).faults).toMatchObject([
    { place: 0, field: "amount" },
  ]);
});

test("what cannot be read is told at its field, and none of its days are planned", () => {
  const plan = planned(
    [
      entry("2026-12-02", "2026-12-01", "50"),
      entry("soon", "", "much"),
      entry("2026-01-01", "2027-06-01", "1"),
    ],
    true,
  );
  expect(plan.days).toEqual([]);
  expect(plan.faults.map(({ place, field }) => [place, field])).toEqual([
    [0, "last"],
    [1, "first"],
    [1, "amount"],
    [2, "last"],
  ]);
});

test("what the server says of a day is told at the entry it comes from, the same only once", () => {
  const entries = [entry("2026-12-01", "2026-12-01", "5"), entry("2026-12-30", "2027-01-01", "5")];
  const plan = planned(entries, false);
  const late = (index: number) => ({
    message: `The campaign does not run on ${plan.days[index]?.date}.`,
    path: ["days", String(index), "date"],
    hint: "It runs from 2026-01-01 to 2026-12-30.",
  });
  const { entries: told, rest } = planFaults(
    [
      { message: "The amount is 0 to 1,000,000,000,000.", path: ["days", "0", "amount"] },
      late(2),
      late(3),
      {
        message: "At most 366 days at once, not 400.",
        path: ["days"],
        hint: "Plan longer spans in several calls.",
      },
    ],
    plan,
    entries,
  );
  expect(told).toEqual([
    { place: 0, field: "amount", message: "The amount is 0 to 1,000,000,000,000." },
    {
      place: 1,
      field: "last",
      message:
        "The campaign does not run on 2026-12-31. It runs from 2026-01-01 to 2026-12-30. So it is with 2 of these days.",
    },
  ]);
  expect(rest.map((one) => one.message)).toEqual(["At most 366 days at once, not 400."]);
});

test("lines are read as a spreadsheet pastes or exports them, each known by its number", () => {
  const tabs = pasted("Day\tAmount\n2026-12-01\t1,200.50\n\n2026-12-02\t80");
  expect(tabs.lines.map(({ line, first, last, amount }) => [line, first, last, amount])).toEqual([
    [2, "2026-12-01", "2026-12-01", "1,200.50"],
    [4, "2026-12-02", "2026-12-02", "80"],
  ]);
  const periods = pasted('2026-12-01;2026-12-07;"99,50"\n2026-12-08');
  expect(periods.lines[0]).toMatchObject({ first: "2026-12-01", last: "2026-12-07", amount: "99,50" });
  expect(periods.faults).toMatchObject([{ line: 2, text: "2026-12-08" }]);
});
