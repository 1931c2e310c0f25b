import { expect, test } from "vitest";
import { gist, reasonOf, tell } from "@/features/streams/gist";

test("a payload is told by its first plain values; ids stand for themselves", () => {
  const data = {
    session_id: "ses-1",
    rating_score: 4,
    comment: null,
    template: { monday: [] },
    subject: "Maths",
  };
  expect(gist(data)).toBe("ses-1 · rating score 4 · subject Maths");
  expect(gist(null)).toBe("");
});

test("a reason is a sentence without its code", () => {
  expect(reasonOf("FELL_BEHIND: events came faster.")).toBe("Events came faster.");
  expect(reasonOf("no code here")).toBe("No code here");
});

test("a gap tells how many events are missing and why", () => {
  const gap = { kind: "gap" as const, number: 1, at: 0, reason: "FELL_BEHIND: too slow." };
  expect(tell({ ...gap, missed: 12 })).toBe("12 events are missing. Too slow.");
  expect(tell({ ...gap, missed: 1 })).toBe("1 event is missing. Too slow.");
  expect(tell({ ...gap, missed: null })).toBe("Some events are missing. Too slow.");
});

test("a connection that came back tells for how long it was away and what was fetched", () => {
  const back = { kind: "resumed" as const, number: 1, at: 0, away: 7_000 };
  expect(tell({ ...back, fetched: 3 })).toContain("lost for 7 s. It goes on without a gap: 3 events");
  expect(tell({ ...back, fetched: 0 })).toContain("nothing came meanwhile");
});
