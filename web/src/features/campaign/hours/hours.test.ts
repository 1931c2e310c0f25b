import { expect, test } from "vitest";
import { busiest, clock, largest, rarity, usualRange } from "@/features/campaign/hours/hours";

const hour = (at: number, share: number) => ({
  hour: at,
  share,
  intervals: [
    { level: 0.5, lower: share * 0.9, upper: share * 1.1 },
    { level: 0.8, lower: share * 0.5, upper: share * 2 },
  ],
});
const weekdays = [
  { weekday: 1, days: 2, hours: [hour(0, 0.4), hour(1, 0.6)] },
  { weekday: 2, days: 2, hours: [hour(0, 0.75), hour(1, 0.25)] },
];

test("the busiest hour is the one with the largest share of its day", () => {
  expect(busiest({ weekdays })).toMatchObject({ weekday: 2, hour: { hour: 0 } });
  expect(largest({ weekdays })).toBe(0.75);
  expect([busiest({ weekdays: [] }), largest({ weekdays: [] })]).toEqual([null, 0]);
});

test("an hour is told with the range of a single day", () => {
  expect(clock(7)).toBe("07:00");
  expect(usualRange(hour(0, 0.4))).toMatchObject({ lower: 0.2, upper: 0.8 });
  expect(usualRange({ ...hour(0, 0.4), intervals: [] })).toBeNull();
});

test("a score is told as how often the like of it came before", () => {
  expect(rarity(5)).toBe("about 1 hour in 150");
  expect(rarity(7.3)).toBe("about 1 hour in 1,500");
  expect(rarity(40)).toBe("less than 1 hour in 10,000");
});
