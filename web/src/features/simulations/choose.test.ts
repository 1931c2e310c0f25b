import { expect, test } from "vitest";
import { choose } from "@/features/simulations/HistoryTab";

test("two runs are compared: a third takes the place of the one chosen first, and a chosen one can be let go", () => {
  const one = choose({}, "a");
  const two = choose(one, "b");
  expect([one, two]).toEqual([{ base: "a" }, { base: "a", other: "b" }]);
  expect(choose(two, "c")).toEqual({ base: "b", other: "c" });
  expect(choose(two, "a")).toEqual({ base: "b" });
  expect(choose(two, "b")).toEqual({ base: "a" });
});
