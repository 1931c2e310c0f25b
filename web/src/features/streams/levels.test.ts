import { expect, test } from "vitest";
import { levelOf, normalizedOf } from "@/features/streams/levels";

test("a level changes at one and at two standard deviations, to either side", () => {
  expect([15, 16, 30, 31, 50, 69, 70, 84, 85].map(levelOf)).toEqual([
    "far-below",
    "below",
    "below",
    "usual",
    "usual",
    "usual",
    "above",
    "above",
    "far-above",
  ]);
});

test("what is not known has a level of its own", () => {
  expect(levelOf(null)).toBe("unknown");
  expect(levelOf(Number.NaN)).toBe("unknown");
});

test("deviations become values whose level is the same, and stay within 0 and 100", () => {
  expect([-9, -2, -1, 0, 1, 2, 9].map(normalizedOf)).toEqual([0, 15, 30, 50, 70, 85, 100]);
});
