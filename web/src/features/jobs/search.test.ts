import { expect, test } from "vitest";
import { jobsSearch } from "@/features/jobs/search";

test("an address holds filters and where the page begins", () => {
  expect(jobsSearch({ status: "open", kind: "TRAINING", after: "c1" })).toEqual({
    status: "open",
    kind: "TRAINING",
    after: "c1",
  });
});

test("what cannot be is left out of an address", () => {
  expect(jobsSearch({ status: "toString", kind: "CHESS", after: 7, more: true })).toEqual({});
});
