import { expect, test } from "vitest";
import { sparklinePath } from "@/kit/charts/Sparkline";

test("the lowest value is at the bottom and the highest at the top", () => {
  expect(sparklinePath([0, 10], 100, 24)).toBe("M0.0 22.0L100.0 2.0");
});

test("a gap stays a gap", () => {
  expect(sparklinePath([1, null, 3], 10, 24)).toBe("M0.0 22.0M10.0 2.0");
});

test("a flat line and nothing at all can be drawn", () => {
  expect(sparklinePath([5, 5], 10, 24)).toBe("M0.0 22.0L10.0 22.0");
  expect(sparklinePath([null, null], 10, 24)).toBe("");
});
