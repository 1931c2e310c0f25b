import { expect, test } from "vitest";
import { type Condition, draftOf, inputOf, mayTry, type Rule, told, worth } from "@/features/rules/rules";

function rule(condition: Partial<Condition>): Rule {
  return {
    id: "r",
    name: "R",
    enabled: true,
    priority: 8,
    tags: ["a"],
    updatedAt: "2026-01-01T00:00:00Z",
    campaign: null,
    condition: {
      kind: "THRESHOLD",
      metric: "CLICKS",
      comparator: null,
      value: null,
      horizonDays: null,
      direction: null,
      leastChange: null,
      periodDays: null,
      leastZ: null,
      other: null,
      form: null,
      ...condition,
    },
  };
}

const threshold = rule({ comparator: "BELOW", value: 12.5 });
const forecast = rule({ comparator: "AT_LEAST", value: 100, horizonDays: 7 });
const trend = rule({ kind: "TREND", direction: "DECREASING", leastChange: 0.07, periodDays: 14 });
const anomaly = rule({ kind: "ANOMALY", leastZ: 2.5, periodDays: 28 });
const comparison = rule({
  kind: "COMPARISON",
  metric: "REVENUE",
  other: "SPEND",
  form: "RATIO",
  comparator: "BELOW",
  value: 2,
});

test("each kind of rule is told in words", () => {
  expect([threshold, forecast, trend, anomaly, comparison].map((one) => told(one.condition))).toEqual([
    "Clicks of a day is below 12.5",
    "Clicks forecast for day 7 is at least 100",
    "Clicks falls by 7% or more, 14 days against the 14 before",
    "Clicks of a day is 2.5 robust deviations or more from the usual of 28 days",
    "Revenue divided by Spend is below 2",
  ]);
});

test("what a form makes of a rule is the rule again", () => {
  for (const one of [threshold, forecast, trend, anomaly, comparison]) {
    const { condition, priority, tags } = inputOf(draftOf(one));
    expect({ ...rule({}).condition, ...condition }).toEqual(one.condition);
    expect({ priority, tags }).toEqual({ priority: 8, tags: ["a"] });
  }
});

test("only the fields of the chosen kind are sent", () => {
  const sent = inputOf({ ...draftOf(comparison), kind: "ANOMALY", name: " Watch " });
  expect(sent.name).toBe("Watch");
  expect(Object.keys(sent.condition).sort()).toEqual(["kind", "leastZ", "metric", "periodDays"]);
});

test("rules about forecasts are not tried on the past", () => {
  expect(mayTry(threshold)).toBe(true);
  expect(mayTry(forecast)).toBe(false);
});

test("what a rule is worth is told against chance", () => {
  expect(worth(0.6, 0.25, 5)).toBe(
    "What you expect came after 60% of 5 firings; a rule that fires at random would reach 25%.",
  );
  expect(worth(null, 0.2, 0)).toBe("It is not known of any firing what came after.");
});
