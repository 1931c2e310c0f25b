import { expect, test } from "vitest";
import { modelsSearch } from "@/features/models/search";

test("an address holds the tab, the days, the model and the version that are shown", () => {
  const search = { tab: "versions", span: "30d", model: "ensemble", version: "v1" };
  expect(modelsSearch({ ...search, more: 1 })).toEqual(search);
});

test("what cannot be is left out of an address", () => {
  expect(modelsSearch({ tab: "chess", span: "31d", model: "", version: 3 })).toEqual({});
});
