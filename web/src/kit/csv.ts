/** Comma-separated values as RFC 4180 has them. */

import { handOver } from "@/kit/handOver";

export type Cell = string | number | null;

/** Cells that a spreadsheet would take for a formula; a number with its sign is none. */
const FORMULA = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^[+-]?[\d.,]+$/;

/** Write rows, the first one being the heads; text that looks like a formula is kept from being one. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return `${rows.map((row) => row.map(written).join(",")).join("\r\n")}\r\n`;
}

function written(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const text = FORMULA.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hand a text to the viewer as a file; its mark tells spreadsheets that it is UTF-8. */
export function save(name: string, text: string): void {
  handOver(name, new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
}
