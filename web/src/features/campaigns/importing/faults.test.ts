import { expect, test } from "vitest";
import { csvOfErrors, importFaults } from "@/features/campaigns/importing/faults";

test("an error stands at the column or the option that its path names, else at the file", () => {
  const faults = importFaults(
    [
      { message: "Mapped twice.", path: ["mapping", "1", "field"] },
      { message: "No channel.", path: ["channel"], hint: "State it." },
      { message: "No dates.", path: ["mapping"], hint: "Map one." },
      { message: "Binary.", path: ["content"] },
    ],
    [
      { column: "a", field: "date" },
      { column: "b", field: "date" },
    ],
  );
  expect(faults).toEqual({
    file: [
      { message: "No dates.", hint: "Map one." },
      { message: "Binary.", hint: undefined },
    ],
    columns: { b: "Mapped twice." },
    options: { channel: "No channel. State it." },
  });
});

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
