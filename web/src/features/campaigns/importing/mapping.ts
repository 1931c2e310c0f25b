/** Which column of a file holds what, as it was found and as somebody said it. */

import type { Head } from "@/kit/files/head";

export const FIELDS = [
  "date",
  "channel",
  "impressions",
  "reach",
  "clicks",
  "conversions",
  "engagement",
  "spend",
  "revenue",
] as const;

export type Mapping = readonly { column: string; field: string }[];

/** What a column is given instead of a field when nothing is to be made of it. */
export const NOT_USED = "not used";

type Found = { columns: Mapping; ignoredColumns: readonly string[] };

export type ColumnRow = {
  column: string;
  /** What it holds; null when it is not known to be used, `NOT_USED` when somebody said so. */
  field: string | null;
  /** Whether somebody said so. */
  chosen: boolean;
  example: string;
};

/** Return a mapping in which a column holds a field, which then no other is said to hold.
 *
 * @param field Null to leave it to be found by its name; any number of columns may be not used.
 */
export function assigned(mapping: Mapping, column: string, field: string | null): Mapping {
  const others = mapping.filter(
    (one) => one.column !== column && (one.field !== field || field === NOT_USED),
  );
  return field === null ? others : [...others, { column, field }];
}

/** Return the part of a mapping that gives a field to columns. */
export const mappedIn = (mapping: Mapping): Mapping => mapping.filter((one) => one.field !== NOT_USED);

/** Return the columns that nothing is to be made of. */
export const unusedIn = (mapping: Mapping): string[] =>
  mapping.filter((one) => one.field === NOT_USED).map((one) => one.column);

/** Return the part of a mapping that is about columns of a file. */
export const knownTo = (mapping: Mapping, head: Head): Mapping =>
  mapping.filter((one) => head.columns.includes(one.column));

/** Return every column of a file with what it holds, those in use first.
 *
 * @param found What the server found; null when it could not read the file.
 */
export function columnRows(head: Head, found: Found | null, mapping: Mapping): ColumnRow[] {
  const unused = mapping.filter((one) => one.field === NOT_USED);
  const known = found ? [...found.columns, ...unused] : mapping;
  const fields = new Map(known.map((one) => [one.column, one.field]));
  const names = found ? [...found.columns.map((one) => one.column), ...found.ignoredColumns] : head.columns;
  return [...new Set([...names, ...head.columns])].map((column) => ({
    column,
    field: fields.get(column) ?? null,
    chosen: mapping.some((one) => one.column === column),
    example: head.examples[column] ?? "",
  }));
}
