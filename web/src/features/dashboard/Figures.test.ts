import { expect, test } from "vitest";
import { colourOf } from "@/features/dashboard/Figures";

test("more revenue is good, a higher cost is bad, and more spend is neither", () => {
  expect(colourOf("REVENUE", 0.1)).toBe("green");
  expect(colourOf("REVENUE", -0.1)).toBe("red");
  expect(colourOf("CPA", 0.1)).toBe("red");
  expect(colourOf("CPA", -0.1)).toBe("green");
  expect(colourOf("SPEND", 0.5)).toBe("dimmed");
  expect(colourOf("REVENUE", 0.001)).toBe("dimmed");
});
