import { expect, test } from "vitest";
import { causesOf, deedText } from "@/features/simulators/causes";
import { HOUR } from "@/features/simulators/lengths";
import type { Acting, Catalogue, Command, Happening } from "@/features/simulators/model";

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();

const scenarios = [
  { id: "surge", name: "Surge", duration: "3 hours", settlementDuration: "6 hours", modifiers: [] },
  {
    id: "normal-operations",
    name: "Normal",
    duration: "0 minutes",
    settlementDuration: "0 minutes",
    modifiers: [],
  },
] as unknown as Catalogue["scenarios"];

const command = (
  number: number,
  hour: number,
  kind: Command["kind"],
  subject: string | null = null,
): Command => ({
  number,
  at: at(hour),
  kind,
  actor: "member:a",
  subject,
  version: null,
  endsAt: null,
  settledAt: null,
});

const event = (changes: Partial<Happening>): Happening => ({
  id: "e",
  at: at(0),
  type: "MARKETING",
  title: "A mention",
  description: "",
  severity: "INFO",
  injectedBy: "baseline",
  actualImpact: true,
  impact: [{ stream: "s", direction: "INCREASE", magnitude: "LOW", duration: "12 hours" }],
  ...changes,
});

const hours = (length: number) => length / HOUR;

const activated = (number: number, from: number, to: number, faded: number, subject = "surge"): Command => ({
  ...command(number, from, "ACTIVATE", subject),
  endsAt: at(to),
  settledAt: at(faded),
});

test("a scenario that is over is drawn until it ended, and fades until it had settled", () => {
  const drawn = (one: Command) => {
    const [cause] = causesOf({ acting: [], commands: [one], events: [], scenarios });
    return cause && [hours(cause.to - cause.from), hours(cause.faded - cause.to)];
  };
  expect(drawn(activated(1, 0, 3, 9))).toEqual([3, 6]);
  // Of a script that let it act for less than it is defined to, and a reset.
  expect(drawn(activated(1, 0, 1, 7))).toEqual([1, 6]);
  expect(drawn(activated(1, 0, 1, 1))).toEqual([1, 0]);
});

test("what acts is not drawn a second time from its command", () => {
  const acting: Acting = {
    scenarioId: "surge",
    name: "Surge",
    status: "ACTIVE",
    startedAt: at(0),
    endsAt: at(5),
    settledAt: at(9),
    manual: false,
    streams: [],
  };
  const causes = causesOf({
    acting: [acting],
    commands: [activated(1, 0, 3, 9)],
    events: [],
    scenarios,
  });
  expect(causes.map(({ to }) => to)).toEqual([Date.parse(at(5))]);
});

test("a scenario without a length is no bar", () => {
  const commands = [activated(1, 0, 0, 0, "normal-operations")];
  expect(causesOf({ acting: [], commands, events: [], scenarios })).toEqual([]);
});

test("a reset ends what was injected, and not what the world does by itself", () => {
  const events = [event({ id: "own" }), event({ id: "injected", injectedBy: "member:a" })];
  const causes = causesOf({ acting: [], commands: [command(1, 4, "RESET")], events, scenarios });
  expect(causes.map(({ key, from, to }) => [key, hours(to - from)])).toEqual([
    ["event injected", 4],
    ["event own", 12],
  ]);
});

test("an event that does nothing is told apart", () => {
  const [one] = causesOf({ acting: [], commands: [], events: [event({ actualImpact: false })], scenarios });
  expect(one?.kind).toBe("herring");
});

test("a command says what it did by the name of its scenario", () => {
  expect(deedText(command(1, 0, "ACTIVATE", "surge"), scenarios)).toBe("Activated: Surge");
  expect(deedText(command(2, 0, "RESET"), scenarios)).toBe("Reset everything");
});
