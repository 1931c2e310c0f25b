/** Rows of a file that the server left out. */

import { csv } from "@/kit/csv";

export type RowError = { row: number; column: string | null; value: string | null; reason: string };

/** Write rejected rows as a CSV that a spreadsheet opens, and that makes it compute nothing. */
export function csvOfErrors(errors: readonly RowError[]): string {
  const rows = errors.map((one) => [one.row, one.column, one.value, one.reason]);
  return csv([["row", "column", "value", "reason"], ...rows]);
}
