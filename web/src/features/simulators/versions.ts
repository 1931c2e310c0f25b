/** Versions of the generated history, as the journal tells of them. */

import type { Command } from "@/features/simulators/model";

export type Version = {
  /** 0 is the history as it was generated. */
  number: number;
  /** What it is for, as it was noted. */
  note: string | null;
  inForce: boolean;
  /** The command that made it; none for the history as it was generated. */
  command: Command | null;
};

/** Return the versions, the newest first: made by commands, out of force after a reset or a return to an earlier one.
 *
 * @param commands In any order; a number tells which came first.
 */
export function versionsOf(commands: readonly Command[]): Version[] {
  const made: Version[] = [{ number: 0, note: null, inForce: true, command: null }];
  for (const command of [...commands].sort((one, other) => one.number - other.number)) {
    if (command.kind === "REGENERATE" && command.version !== null) {
      made.push({ number: command.version, note: command.subject, inForce: true, command });
    }
    if (command.kind === "RESET") endAfter(made, 0);
    if (command.kind === "RESTORE" && command.version !== null) endAfter(made, command.version);
  }
  return made.reverse();
}

function endAfter(made: Version[], kept: number): void {
  for (const one of made) if (one.number > kept) one.inForce = false;
}

/** The versions that would no longer be in force after going back to one, the oldest first. */
export const lostAfter = (versions: readonly Version[], number: number): number[] =>
  versions
    .filter((one) => one.inForce && one.number > number)
    .map((one) => one.number)
    .reverse();
