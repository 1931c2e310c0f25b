import { expect, test } from "vitest";
import { headOf, recordsOf } from "@/kit/files/head";

test("columns are found behind titles, whatever parts the cells", () => {
  const text = "Report of March\nAll campaigns\n\nds;shown;paid\n2026-03-01;1.000;24,50\n";
  expect(headOf(text, "CSV")).toEqual({
    columns: ["ds", "shown", "paid"],
    examples: { ds: "2026-03-01", shown: "1.000", paid: "24,50" },
  });
});

test("quotes keep delimiters, line ends and quotes in a cell", () => {
  expect(recordsOf('a,"b, ""c""\nd"\r\n1, 2\n', ",", 9)).toEqual([
    ["a", 'b, "c"\nd'],
    ["1", "2"],
  ]);
});

test("empty cells stay, and so does the last line without an end", () => {
  expect(recordsOf("a|b|c\n|2|", "|", 9)).toEqual([
    ["a", "b", "c"],
    ["", "2", ""],
  ]);
});

test("of a list of objects each key is a column, with the first value that it has", () => {
  const rows = [{ day: "2026-03-01" }, { day: "2026-03-02", shown: 12 }];
  const head = { columns: ["day", "shown"], examples: { day: "2026-03-01", shown: "12" } };
  expect(headOf(JSON.stringify(rows), "JSON")).toEqual(head);
  expect(headOf(JSON.stringify({ rows }), "JSON")).toEqual(head);
});

test("what is no table has no columns", () => {
  expect(headOf("{", "JSON").columns).toEqual([]);
  expect(headOf('"a"', "JSON").columns).toEqual([]);
  expect(headOf("\n\n", "CSV").columns).toEqual([]);
});
