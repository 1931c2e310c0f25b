import { expect, test } from "vitest";
import {
  audienceQuestion,
  contentQuestion,
  emailQuestion,
  localMoment,
  usualMoment,
} from "@/features/audiences/questions";

const SEND = { segment: "Parents", subject: "Hello", at: "2026-11-24T20:00" };

test("a send is asked with shares for percentages, and null for what is left out", () => {
  expect(emailQuestion({ ...SEND, bounce: 2.9, inactive: 30, listSize: 1200 })).toEqual({
    input: {
      segment: "Parents",
      subject: "Hello",
      at: new Date(2026, 10, 24, 20).toISOString(),
      preview: false,
      listSize: 1200,
      bounceShare: 0.029,
      inactiveShare: 0.3,
      recentSends: null,
    },
    faults: {},
    missing: null,
  });
});

test("nothing is asked while something is missing, and it is said what", () => {
  expect(emailQuestion({ ...SEND, subject: "  " })).toEqual({
    input: null,
    faults: {},
    missing: "Write a subject line to see how it would do.",
  });
  expect(audienceQuestion({}).missing).toBe("Choose a segment.");
  expect(contentQuestion({ kind: "VIDEO", format: "LIST", channel: "TIKTOK", length: 45 }).input).toBeNull();
});

test("what is out of bounds is told at its field, and not asked", () => {
  const { input, faults } = emailQuestion({ ...SEND, bounce: 101, recent: 1.5, listSize: 0 });
  expect(input).toBeNull();
  expect(Object.keys(faults).sort()).toEqual(["bounce", "listSize", "recent"]);
  expect(emailQuestion({ ...SEND, subject: "x".repeat(301) }).faults.subject).toContain("300");
});

test("a piece is either a known one or a new one", () => {
  expect(contentQuestion({ piece: "a", age: 3 }).input).toEqual({
    contentKey: "a",
    new: null,
    ageDays: 3,
    impressions: null,
  });
  const planned = { kind: "VIDEO", format: "LIST", channel: "TIKTOK", length: 45, topic: "Maths" } as const;
  expect(contentQuestion({ ...planned, piece: "a" }).input).toMatchObject({ contentKey: null, new: planned });
});

test("a known piece is not held against the length of a new one", () => {
  expect(contentQuestion({ piece: "a", length: 0 }).faults).toEqual({});
});

test("a send is usually planned for tomorrow at ten", () => {
  expect(usualMoment(new Date(2026, 11, 31, 23, 59))).toBe("2027-01-01T10:00");
  expect(localMoment(new Date(2026, 0, 2, 3, 4))).toBe("2026-01-02T03:04");
});
