import { expect, test } from "vitest";
import { countdown, DAY, HOUR, onTheWall, readLength, writeLength } from "@/features/simulators/lengths";

test.each([
  ["90 minutes", 1.5 * HOUR],
  ["1.5 hours", 1.5 * HOUR],
  ["1 day", DAY],
  [" 2 Weeks ", 14 * DAY],
  ["1 month", 30 * DAY],
  ["0 minutes", 0],
])("reads %s", (text, length) => expect(readLength(text)).toBe(length));

test.each(["", "soon", "3", "hours", "-1 hour", "1 fortnight", "PT1H", "9999 months"])(
  "does not take %s for a length",
  (text) => expect(readLength(text)).toBeNull(),
);

test.each([
  [1.5 * HOUR, "90 minutes"],
  [3 * HOUR, "3 hours"],
  [DAY, "1 day"],
  [14 * DAY, "2 weeks"],
  [30 * DAY, "30 days"],
  [0, "0 minutes"],
])("writes %d ms in its largest whole unit", (length, text) => {
  expect(writeLength(length)).toBe(text);
  expect(readLength(text)).toBe(length);
});

test("counts down in the two largest units", () => {
  expect(countdown(2 * DAY + 4 * HOUR + 59_000)).toBe("2 d 4 h");
  expect(countdown(2 * DAY)).toBe("2 d");
  expect(countdown(3 * HOUR + 12 * 60_000 + 5_000)).toBe("3 h 12 min");
  expect(countdown(59_999)).toBe("59 s");
  expect(countdown(-5_000)).toBe("0 s");
});

test("a faster clock takes less of the wall's time, and one that stands still never gets there", () => {
  expect(onTheWall(HOUR, 60)).toBe(60_000);
  expect(onTheWall(HOUR, 0)).toBeNull();
});
