import { expect, test } from "vitest";
import { audiencesSearch } from "@/features/audiences/search";

test("an address holds the tab, what is asked and the batch that is open", () => {
  const search = {
    tab: "batches",
    about: "EMAIL",
    segment: "Parents",
    subject: "For your next exam: 5 tips",
    at: "2026-11-24T20:00",
    preview: true,
    bounce: 1.5,
    batch: "QmF0Y2g6MQ",
    after: "x",
  };
  expect(audiencesSearch({ ...search, more: 1 })).toEqual(search);
});

test("what cannot be is left out of an address", () => {
  const raw = {
    tab: "chess",
    about: "SMS",
    at: "tomorrow",
    preview: "yes",
    bounce: "2",
    age: Number.NaN,
    kind: 3,
  };
  expect(audiencesSearch({ ...raw, segment: "", subject: "x".repeat(401) })).toEqual({});
});

test("a segment that looks like a number stays a text", () => {
  expect(audiencesSearch({ segment: 2026 })).toEqual({ segment: "2026" });
});
