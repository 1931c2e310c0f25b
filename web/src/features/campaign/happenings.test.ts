import { expect, test } from "vitest";
import {
  dotsFor,
  findings,
  hiddenIn,
  hiding,
  marketplace,
  marksFor,
  shown,
} from "@/features/campaign/happenings";

const found = findings({
  id: "one",
  changePoints: [
    {
      metric: "CTR",
      unit: "ratio",
      day: "2026-11-05",
      before: 0.02,
      after: 0.01,
      relative: -0.5,
      observedDays: 9,
      confidence: 0.99,
    },
  ],
  anomalies: [
    {
      metric: "CLICKS",
      unit: "count",
      day: "2026-11-07",
      observed: 90,
      usual: 40,
      score: 5,
      confidence: 0.98,
    },
  ],
});

const around = marketplace({
  externalEvents: [
    {
      id: "e1",
      at: "2026-11-06T09:00:00+00:00",
      type: "ACADEMIC",
      title: "Exams begin",
      description: "IB exams.",
      severity: "CRITICAL",
    },
    {
      id: "e2",
      at: "2026-11-09T09:00:00+00:00",
      type: "MARKETING",
      title: "A blog post",
      description: "Few read it.",
      severity: "INFO",
    },
  ],
  commands: [
    { number: 2, at: "2026-11-08T00:00:00+00:00", kind: "RESET", subject: null },
    { number: 1, at: "2026-11-07T12:00:00+00:00", kind: "ACTIVATE", subject: "exam-season-surge" },
  ],
  scenarios: [{ id: "exam-season-surge", name: "Exam Season Surge" }],
  state: { activeModifiers: [] },
});

const everything = [...found, ...around];
const november = {
  first: Date.parse("2026-11-01"),
  last: Date.parse("2026-11-30"),
  hidden: hiddenIn(undefined),
};

test("what happened is told newest first, commands that activate nothing are not told", () => {
  expect(shown(everything, november).map((one) => one.title)).toEqual([
    "Scenario: Exam Season Surge",
    "Clicks: unusually high",
    "Exams begin",
    "CTR: a new level, -50%",
  ]);
});

test("kinds can be left out, and so is what lies outside of the days", () => {
  expect(shown(everything, { ...november, hidden: hiddenIn("events,lesser,scenarios") })).toHaveLength(2);
  expect(shown(everything, { ...november, last: Date.parse("2026-11-05") })).toHaveLength(1);
});

test("a metric's chart is marked with its own changes and with what concerns all", () => {
  expect(marksFor("CTR", everything).map((one) => one.label)).toEqual([
    "CTR: a new level, -50%",
    "Exams begin",
    "A blog post",
    "Scenario: Exam Season Surge",
  ]);
  expect(marksFor("CLICKS", everything)).toHaveLength(3);
});

test("unusual days are dots on the line of their metric", () => {
  const times = [Date.parse("2026-11-06"), Date.parse("2026-11-07")];
  expect(dotsFor("CLICKS", everything, times, [40, 90])[0]?.values).toEqual([null, 90]);
  expect(dotsFor("CTR", everything, times, [0.01, 0.02])).toEqual([]);
});

test("lesser events are hidden until somebody wants them, and the address says what is otherwise", () => {
  expect([...hiddenIn(undefined)]).toEqual(["lesser"]);
  const all = ["changes", "unusual", "events", "lesser", "scenarios"];
  expect(hiding(all.filter((kind) => kind !== "lesser"))).toBeUndefined();
  expect(hiding(all)).toBe("none");
  expect(hiddenIn(hiding(all)).has("lesser")).toBe(false);
  expect(hiding(["changes"])).toBe("unusual,events,lesser,scenarios");
});
