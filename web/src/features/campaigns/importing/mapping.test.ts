import { expect, test } from "vitest";
import { assigned, columnRows, knownTo } from "@/features/campaigns/importing/mapping";

const head = { columns: ["ds", "shown", "note"], examples: { ds: "2026-03-01", shown: "12", note: "x" } };

test("a field is of one column: whoever gets it takes it from the other", () => {
  const one = assigned([], "ds", "date");
  expect(assigned(one, "note", "date")).toEqual([{ column: "note", field: "date" }]);
  expect(assigned(one, "ds", "clicks")).toEqual([{ column: "ds", field: "clicks" }]);
  expect(assigned(one, "ds", null)).toEqual([]);
});

test("columns in use stand first, with who said so", () => {
  const found = { columns: [{ column: "shown", field: "impressions" }], ignoredColumns: ["ds", "note"] };
  expect(columnRows(head, found, [{ column: "shown", field: "impressions" }])).toEqual([
    { column: "shown", field: "impressions", chosen: true, example: "12" },
    { column: "ds", field: null, chosen: false, example: "2026-03-01" },
    { column: "note", field: null, chosen: false, example: "x" },
  ]);
});

test("without a report the columns are those of the file, as they were said to be", () => {
  const rows = columnRows(head, null, [{ column: "ds", field: "date" }]);
  expect(rows.map((row) => [row.column, row.field])).toEqual([
    ["ds", "date"],
    ["shown", null],
    ["note", null],
  ]);
});

test("what was said of columns of another file does not count", () => {
  const said = [
    { column: "ds", field: "date" },
    { column: "gone", field: "clicks" },
  ];
  expect(knownTo(said, head)).toEqual([{ column: "ds", field: "date" }]);
});
