import { expect, test } from "vitest";
import { milliseconds, pace, shortName } from "@/features/streams/names";

test("a name leaves out what its group says, and nothing else", () => {
  expect(shortName("customer.page.view", "CUSTOMER")).toBe("page.view");
  expect(shortName("seo.organic.traffic", "MARKETING")).toBe("seo.organic.traffic");
});

test("the pace is by the second where it is frequent, else counted over a minute", () => {
  expect(pace(125, 700)).toBe("12.5 a second");
  expect(pace(3, 20)).toBe("20 in a minute");
  expect(pace(0, 0)).toBe("none in a minute");
});

test("long delays are told in seconds", () => {
  expect(milliseconds(84.4)).toBe("84 ms");
  expect(milliseconds(2_340)).toBe("2.3 s");
});
