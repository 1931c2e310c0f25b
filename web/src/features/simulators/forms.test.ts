import { expect, test } from "vitest";
import {
  EMPTY_EVENT,
  type EventDraft,
  eventFaults,
  eventInput,
  fromTemplate,
  type ModifierDraft,
  modifierFaults,
  modifierInput,
} from "@/features/simulators/forms";
import type { Stream, Template } from "@/features/simulators/model";

const template: Template = {
  id: "mention",
  type: "MARKETING",
  title: "A mention",
  description: "Somebody speaks of it.",
  severities: ["WARNING", "INFO"],
  impact: [{ stream: "searches", direction: "INCREASE", magnitude: "HIGH", duration: "3 days" }],
};

const gateway = { name: "gateway", override: "PERCENT", overrideLow: 0, overrideHigh: 100 } as Stream;

const modifier: ModifierDraft = {
  stream: "gateway",
  way: "override",
  value: 95,
  duration: "2 hours",
  ramp: "",
  at: "",
};

test("a template fills everything in, the usual severity first", () => {
  const draft = fromTemplate(template);
  expect(eventFaults(draft)).toEqual({});
  expect(eventInput(draft, true)).toMatchObject({
    templateId: "mention",
    severity: "WARNING",
    impacts: [{ stream: "searches", direction: "INCREASE", magnitude: "HIGH", duration: "3 days" }],
    at: null,
    onset: null,
    causal: true,
    dryRun: true,
  });
});

test("an event needs a title, a stream, and lengths that are some", () => {
  expect(Object.keys(eventFaults(EMPTY_EVENT))).toEqual(["title", "impacts"]);
  const draft: EventDraft = fromTemplate(template);
  const [impact] = draft.impacts;
  if (!impact) throw new Error("The template moves a stream.");
  expect(eventFaults({ ...draft, impacts: [{ ...impact, duration: "long" }] })[impact.key]).toBeDefined();
  expect(eventFaults({ ...draft, onset: "soon" }).onset).toBeDefined();
});

test("a moment that was typed is handed in as the same moment", () => {
  const { at } = eventInput({ ...fromTemplate(template), at: "2026-03-01T12:00" }, false);
  expect(new Date(at ?? "").getTime()).toBe(new Date("2026-03-01T12:00").getTime());
});

test("only the way that was chosen is handed in", () => {
  expect(modifierInput(modifier, false)).toEqual({
    stream: "gateway",
    override: 95,
    begin: null,
    duration: "2 hours",
    ramp: null,
    dryRun: false,
  });
});

test.each([
  ["override", 101],
  ["override", -1],
  ["multiplier", 0],
  ["multiplier", 1001],
  ["additive", 2e6],
  ["multiplier", ""],
] as const)("%s of %s is out of bounds", (way, value) => {
  expect(modifierFaults({ ...modifier, way, value }, gateway).value).toBeDefined();
});

test.each([
  ["override", 100],
  ["multiplier", 0.2],
  ["additive", -40],
] as const)("%s of %s is within bounds", (way, value) => {
  expect(modifierFaults({ ...modifier, way, value }, gateway)).toEqual({});
});
