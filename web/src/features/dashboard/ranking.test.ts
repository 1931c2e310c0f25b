import { expect, test } from "vitest";
import { type Insight, ranked } from "@/features/dashboard/ranking";

let number = 0;

function insight(changes: Partial<Insight>): Insight {
  number += 1;
  return {
    id: String(number),
    at: `2026-01-01T00:00:${String(number).padStart(2, "0")}Z`,
    kind: "RISK",
    title: `Risk ${number}`,
    text: "",
    severity: "LOW",
    confidence: null,
    moneyAtStake: null,
    campaign: null,
    ...changes,
  };
}

const usd = (amount: string) => ({ amount, currency: "USD" });

test("the dearest comes first, and what has no price comes last by severity", () => {
  const order = ranked([
    insight({ title: "mild" }),
    insight({ title: "cheap", moneyAtStake: usd("10") }),
    insight({ title: "severe", severity: "CRITICAL" }),
    insight({ title: "dear", moneyAtStake: usd("-2000.5") }),
  ]);
  expect(order.map((one) => one.title)).toEqual(["dear", "cheap", "severe", "mild"]);
});

test("money of two currencies is not compared", () => {
  const order = ranked([
    insight({ title: "yen", moneyAtStake: { amount: "900000", currency: "JPY" } }),
    insight({ title: "one", moneyAtStake: usd("1") }),
    insight({ title: "two", moneyAtStake: usd("2") }),
  ]);
  expect(order.map((one) => one.title)).toEqual(["two", "one", "yen"]);
});

test("the latest stands for earlier ones that say the same of the same campaign", () => {
  const campaign = { id: "a", name: "A" };
  const order = ranked([
    insight({ title: "same", campaign, text: "earlier" }),
    insight({ title: "same", campaign, text: "later" }),
    insight({ title: "same", campaign: { id: "b", name: "B" } }),
  ]);
  expect(order.map((one) => one.text).sort()).toEqual(["", "later"]);
});
