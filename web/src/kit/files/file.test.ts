import { expect, test } from "vitest";
import { decoded, formatOf, MAX_REQUEST_BYTES, sourceOf } from "@/kit/files/file";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a text is decoded by its mark, as UTF-8, or as Windows writes it", () => {
  expect(decoded(bytesOf("Tag,Käufe"))).toEqual({ text: "Tag,Käufe", encoding: "UTF-8" });
  expect(decoded(Uint8Array.from([0x4b, 0xe4, 0x75, 0x66, 0x65]))).toEqual({
    text: "Käufe",
    encoding: "Windows-1252",
  });
  expect(decoded(Uint8Array.from([0xff, 0xfe, 0x61, 0, 0xe4, 0]))).toEqual({
    text: "aä",
    encoding: "UTF-16",
  });
});

test("a format is told by the name, else by the beginning", () => {
  expect(formatOf("a.json", "x")).toBe("JSON");
  expect(formatOf("a.CSV", "[1]")).toBe("CSV");
  expect(formatOf("export", ' [{"date": 1}]')).toBe("JSON");
  expect(formatOf("export", "date,clicks")).toBe("CSV");
});

test("a file says what its columns are", () => {
  expect(sourceOf("a.csv", bytesOf("date,clicks\n2026-03-01,3\n"))).toMatchObject({
    format: "CSV",
    bytes: 25,
    head: { columns: ["date", "clicks"] },
  });
});

test("a workbook, an empty file and a file that is too large are refused with what to do", () => {
  expect(sourceOf("a.xlsx", Uint8Array.from([0x50, 0x4b, 3, 4, 0]))).toMatchObject({
    message: "a.xlsx is an Excel workbook or another ZIP archive, not a CSV or JSON file.",
    hint: expect.stringContaining("CSV"),
  });
  expect(sourceOf("a.csv", bytesOf(" \n"))).toMatchObject({ message: "a.csv is empty." });
  // Line ends take two bytes where they are sent: such a file is too large although its size is not.
  const lines = new Uint8Array(MAX_REQUEST_BYTES - 1_000).fill(0x0a);
  lines[0] = 0x61;
  expect(sourceOf("a.csv", lines)).toMatchObject({ message: expect.stringContaining("larger") });
});
