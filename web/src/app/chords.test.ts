import { expect, test } from "vitest";
import { chordAfter } from "@/app/chords";

test("a key soon after the first one is a chord", () => {
  const chord = chordAfter("g");
  expect(chord("g", 0)).toBeNull();
  expect(chord("s", 300)).toBe("s");
});

test("a key alone, too late or after another is none", () => {
  const chord = chordAfter("g");
  expect(chord("s", 0)).toBeNull();
  chord("g", 1_000);
  expect(chord("s", 9_000)).toBeNull();
  chord("g", 10_000);
  expect(chord("x", 10_100)).toBe("x");
  expect(chord("s", 10_200)).toBeNull();
});
