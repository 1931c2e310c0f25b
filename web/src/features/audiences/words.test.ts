import { expect, test } from "vitest";
import { columnsFound, template } from "@/features/audiences/importing";
import type { ServingModelsQuery } from "@/features/audiences/operations";
import { modelsBy } from "@/features/audiences/serving";
import { chance, featureName, oddsChange, rate } from "@/features/audiences/words";

test("a rate is written as finely as its size asks for", () => {
  expect([0.3534, 0.0706, 0.00774].map(rate)).toEqual(["35.3%", "7.06%", "0.774%"]);
});

test("nothing is called certain", () => {
  expect([0, 0.2, 1, null].map(chance)).toEqual(["below 1 %", "20%", "above 99 %", "–"]);
});

test("an effect in log odds is told as a change of the odds", () => {
  expect(oddsChange(Math.log(1.2))).toBeCloseTo(0.2);
  expect(featureName("length", "EMAIL")).not.toBe(featureName("length", "CONTENT"));
});

test("a file tells which columns it lacks and which are not read", () => {
  expect(
    columnsFound("AUDIENCE", ["Segment", "COHORT", "week", "members", "reached", "exposures", "note"]),
  ).toEqual({
    lacking: ["engaged", "churned"],
    unread: ["note"],
  });
  expect(columnsFound("CONTENT", template("CONTENT").trim().split(",")).lacking).toEqual([]);
});

test("of a kind without a champion it is known that none serves, once models are known", () => {
  const node = { id: "m", name: "email_performance", number: 2, until: "2026-03-01" };
  const data: ServingModelsQuery = { models: { edges: [{ node }] } };
  expect(modelsBy(data)).toEqual({ EMAIL: node, AUDIENCE: null, CONTENT: null });
  expect(modelsBy(undefined).EMAIL).toBeUndefined();
});
