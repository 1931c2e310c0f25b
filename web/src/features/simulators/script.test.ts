import { expect, test } from "vitest";
import type { Scenario } from "@/features/simulators/model";
import { faultsOf, nextOffset, type Step, stepsInput } from "@/features/simulators/script";

const scenarios = [
  { id: "surge", name: "Surge", duration: "3 hours" },
  { id: "outage", name: "Outage", duration: "2 hours" },
  { id: "normal", name: "Normal", duration: "0 minutes" },
] as unknown as Scenario[];

const step = (scenarioId: string, offset: string, duration = ""): Step => ({
  key: `${scenarioId} ${offset}`,
  scenarioId,
  offset,
  duration,
});

test("a step may begin as soon as the one before settles", () => {
  expect(faultsOf([step("surge", "1 hour"), step("outage", "4 hours")], scenarios)).toEqual([{}, {}]);
});

test("a step may not begin while another is active", () => {
  const [, fault] = faultsOf([step("surge", "1 hour"), step("outage", "3 hours")], scenarios);
  expect(fault?.offset).toBe("Surge is still active then, until 4 hours after the start.");
});

test("a shorter duration makes room", () => {
  const steps = [step("surge", "1 hour", "30 minutes"), step("outage", "3 hours")];
  expect(faultsOf(steps, scenarios)).toEqual([{}, {}]);
});

test("the return to the ordinary course makes room as well", () => {
  const steps = [step("surge", "0 minutes"), step("normal", "1 hour"), step("outage", "1 hour")];
  expect(faultsOf(steps, scenarios)).toEqual([{}, {}, {}]);
});

test("steps come in the order of time", () => {
  const [, fault] = faultsOf([step("surge", "1 day"), step("outage", "2 hours")], scenarios);
  expect(fault?.offset).toBe("Steps come in the order of time.");
});

test.each([
  ["soon", ""],
  ["400 days", ""],
])("%s is no offset", (offset) => {
  expect(faultsOf([step("surge", offset)], scenarios)[0]?.offset).toBeDefined();
});

test.each(["0 minutes", "a while", "400 days"])("%s is no duration", (duration) => {
  expect(faultsOf([step("surge", "0 minutes", duration)], scenarios)[0]?.duration).toBeDefined();
});

test("a further step is proposed for when the last one begins to settle", () => {
  expect(nextOffset([], scenarios)).toBe("0 minutes");
  expect(nextOffset([step("surge", "1 hour")], scenarios)).toBe("4 hours");
});

test("what is left empty is handed in as what is defined", () => {
  expect(stepsInput([step("surge", " 1 hour ", " ")])).toEqual([
    { scenarioId: "surge", offset: "1 hour", duration: null },
  ]);
});
