import { expect, test } from "vitest";
import { csv } from "@/kit/csv";

test("cells with commas, quotes and line breaks are quoted", () => {
  expect(csv([["a,b", 'say "yes"', "two\nlines", 1.5, null]])).toBe(
    '"a,b","say ""yes""","two\nlines",1.5,\r\n',
  );
});

test("text that a spreadsheet would run is kept from it, numbers stay numbers", () => {
  expect(csv([["=1+1", "@cmd", "-half", -2]])).toBe("'=1+1,'@cmd,'-half,-2\r\n");
});
