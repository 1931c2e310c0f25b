import { expect, test } from "vitest";
import { csvOfErrors } from "@/kit/files/rowErrors";

test("rejected rows are written as a CSV, cells quoted where they must be", () => {
  const csv = csvOfErrors([
    { row: 3, column: "clicks", value: 'ma"ny, really', reason: "is no number" },
    { row: 9, column: null, value: null, reason: "has 2 cells" },
  ]);
  expect(csv).toBe(
    'row,column,value,reason\r\n3,clicks,"ma""ny, really",is no number\r\n9,,,has 2 cells\r\n',
  );
});

test("no cell of the CSV makes a spreadsheet compute, and numbers stay numbers", () => {
  const csv = csvOfErrors([
    { row: 1, column: "a", value: "=HYPERLINK(1)", reason: "r" },
    { row: 2, column: "a", value: "-5,20", reason: "r" },
  ]);
  expect(csv).toContain("1,a,'=HYPERLINK(1),r");
  expect(csv).toContain('2,a,"-5,20",r');
});
