import { expect, test } from "vitest";
import {
  assigned,
  columnRows,
  knownTo,
  mappedIn,
  NOT_USED,
  unusedIn,
} from "@/features/campaigns/importing/mapping";

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

test("any number of columns may be not used, and whoever is can be found by its name again", () => {
  const said = assigned(assigned(assigned([], "ds", "date"), "shown", NOT_USED), "note", NOT_USED);
  expect(mappedIn(said)).toEqual([{ column: "ds", field: "date" }]);
  expect(unusedIn(said)).toEqual(["shown", "note"]);
  expect(unusedIn(assigned(said, "note", null))).toEqual(["shown"]);
  expect(mappedIn(assigned(said, "shown", "reach"))).toEqual([
    { column: "ds", field: "date" },
    { column: "shown", field: "reach" },
  ]);
});

test("a column that is not used says so, whatever was found", () => {
  const said = [{ column: "shown", field: NOT_USED }];
  const found = { columns: [{ column: "ds", field: "date" }], ignoredColumns: ["shown", "note"] };
  for (const report of [found, null]) {
    const row = columnRows(head, report, said).find(({ column }) => column === "shown");
    expect(row).toEqual({ column: "shown", field: NOT_USED, chosen: true, example: "12" });
  }
});
