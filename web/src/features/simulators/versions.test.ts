import { expect, test } from "vitest";
import type { Command } from "@/features/simulators/model";
import { lostAfter, versionsOf } from "@/features/simulators/versions";

const command = (number: number, kind: Command["kind"], version: number | null = null) =>
  ({
    number,
    at: "2026-01-01T00:00:00Z",
    kind,
    actor: "system",
    subject: kind === "REGENERATE" ? `note ${number}` : null,
    version,
    endsAt: null,
    settledAt: null,
  }) as Command;

const told = (commands: Command[]) => versionsOf(commands).map((one) => [one.number, one.inForce]);

test("without commands there is the history as it was generated", () => {
  expect(told([])).toEqual([[0, true]]);
});

test("each window made anew is a version, the newest first", () => {
  const commands = [command(3, "REGENERATE", 2), command(1, "REGENERATE", 1), command(2, "ACTIVATE")];
  expect(told(commands)).toEqual([
    [2, true],
    [1, true],
    [0, true],
  ]);
  expect(versionsOf(commands)[0]?.note).toBe("note 3");
  expect(lostAfter(versionsOf(commands), 0)).toEqual([1, 2]);
});

test("going back and resetting end what came later", () => {
  const back = [
    command(1, "REGENERATE", 1),
    command(2, "REGENERATE", 2),
    command(3, "RESTORE", 1),
    command(4, "REGENERATE", 3),
  ];
  expect(told(back)).toEqual([
    [3, true],
    [2, false],
    [1, true],
    [0, true],
  ]);
  expect(told([...back, command(5, "RESET")]).filter(([, inForce]) => inForce)).toEqual([[0, true]]);
});
