import { expect, test } from "vitest";
import { BEGINNING, course, STEPS, standing, type Told } from "@/features/simulations/progress";

const told = (step: string, stepsDone: number, more: Partial<Told> = {}): Told => ({
  status: "RUNNING",
  step,
  stepsDone,
  stepsTotal: 11,
  percent: 10 * stepsDone,
  queuePosition: null,
  etaSeconds: 4,
  message: `${step} is done`,
  at: "2026-11-21T10:00:00+00:00",
  ...more,
});

test("what finished steps found is kept, what is at work is not taken for a finding", () => {
  const first = course(BEGINNING, told("VALIDATE", 1));
  const second = course(first, told("CACHE", 1, { message: "Working." }));
  expect([...second.found]).toEqual([["VALIDATE", "VALIDATE is done"]]);
  expect(standing(0, second.now)).toBe("done");
  expect(standing(1, second.now)).toBe("now");
  expect(standing(2, second.now)).toBe("ahead");
});

test("a run that waits has no step at work", () => {
  const waiting = course(BEGINNING, told("VALIDATE", 0, { status: "QUEUED", queuePosition: 2 }));
  expect(standing(0, waiting.now)).toBe("ahead");
  expect(waiting.found.size).toBe(0);
});

test("a run that is told anew from its beginning starts over", () => {
  const before = STEPS.slice(0, 5).reduce(
    (now, one, index) => course(now, told(one.step, index + 1)),
    BEGINNING,
  );
  const after = course(before, told("VALIDATE", 1, { message: "again" }));
  expect([...after.found]).toEqual([["VALIDATE", "again"]]);
});
