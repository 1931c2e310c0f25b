import { expect, test } from "vitest";
import { type Custom, type Draft, faults, inputOf, USUAL } from "@/features/simulations/request";

const custom = (more: Partial<Custom> = {}): Custom => ({
  key: "c1",
  name: "Half the budget",
  percentile: "",
  changes: [{ key: "a1", factor: "BUDGET", percent: -50, firstDay: 3, lastDay: "" }],
  ...more,
});

test("what is usual is left to the API", () => {
  expect(faults(USUAL).size).toBe(0);
  expect(inputOf("one", USUAL)).toEqual({ campaignId: "one", horizonDays: 30 });
});

test("a scenario of one's own comes beside the chosen ones, percent becoming a multiplier", () => {
  const draft: Draft = { ...USUAL, kinds: ["REALISTIC"], custom: [custom()] };
  expect(inputOf("one", draft).scenarios).toEqual([
    { kind: "REALISTIC" },
    {
      kind: "CUSTOM",
      name: "Half the budget",
      adjustments: [{ factor: "BUDGET", multiplier: 0.5, firstDay: 3 }],
    },
  ]);
});

test("every fault is named at its field", () => {
  const wrong: Draft = {
    ...USUAL,
    horizonDays: 3,
    kinds: [],
    custom: [
      custom({
        name: " ",
        changes: [{ key: "a1", factor: "BUDGET", percent: -95, firstDay: 4, lastDay: 2 }],
      }),
    ],
  };
  expect([...faults(wrong).keys()].sort()).toEqual(["a1.firstDay", "a1.percent", "c1.name", "horizonDays"]);
  expect([...faults({ ...USUAL, custom: [custom({ changes: [] })] }).keys()]).toEqual(["c1.changes"]);
  expect([...faults({ ...USUAL, kinds: [] }).keys()]).toEqual(["kinds"]);
});

test("days that end before they begin are refused", () => {
  const change = { key: "a1", factor: "BUDGET" as const, percent: 10, firstDay: 9, lastDay: 5 };
  expect([...faults({ ...USUAL, custom: [custom({ changes: [change] })] }).keys()]).toEqual(["a1.lastDay"]);
});
