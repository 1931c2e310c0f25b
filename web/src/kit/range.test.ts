import { expect, test } from "vitest";
import { isSpan, lastDays } from "@/kit/range";

test("a span counts both of its ends", () => {
  expect(lastDays("7d", new Date("2026-03-03T23:59:00Z"))).toEqual({
    start: "2026-02-25",
    end: "2026-03-03",
  });
});

test("only spans that there are count", () => {
  expect([isSpan("30d"), isSpan("31d"), isSpan("toString"), isSpan(30)]).toEqual([true, false, false, false]);
});
