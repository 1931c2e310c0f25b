import { expect, test } from "vitest";
import { campaignsSearch, isFiltered, listVariables, refined, statusesIn } from "@/features/campaigns/search";

const TODAY = new Date("2026-11-21T10:00:00Z");

test("an address is read, and what cannot be is left out", () => {
  expect(
    campaignsSearch({
      q: 2026,
      status: "RUNNING,NOPE,DRAFT",
      channel: "MOON",
      from: "2026-02-31",
      order: "size",
    }),
  ).toEqual({ q: "2026", status: "DRAFT,RUNNING" });
});

test("what was read stays the same when it is read again", () => {
  const search = campaignsSearch({ q: "spring", channel: "X", to: "2026-03-01", order: "-name", after: "c" });
  expect(campaignsSearch(search)).toEqual(search);
  expect(search).toMatchObject({ channel: "X", order: "-name", after: "c" });
});

test("another filter begins the list anew, and nothing empty stays in the address", () => {
  expect(refined({ q: "a", after: "c", order: "name" }, { q: "", status: "DRAFT" })).toEqual({
    order: "name",
    status: "DRAFT",
  });
});

test("the order alone is no filter", () => {
  expect(isFiltered({ order: "name", import: "x" })).toBe(false);
  expect(isFiltered({ from: "2026-01-01" })).toBe(true);
});

test("an address is asked for: the filter, the order, the place, and thirty days of spend", () => {
  expect(listVariables({ q: "a", status: "DRAFT,PAUSED", from: "2026-01-01", after: "c" }, TODAY)).toEqual({
    after: "c",
    filter: {
      search: "a",
      statuses: ["DRAFT", "PAUSED"],
      overlapping: { start: "2026-01-01", end: "2199-12-31" },
    },
    orderBy: { field: "CREATED_AT", descending: true },
    range: { start: "2026-10-23", end: "2026-11-21" },
  });
  expect(listVariables({ before: "b" }, TODAY)).toMatchObject({ before: "b", filter: {} });
});

test("statuses stand in the order of a campaign's life", () => {
  expect(statusesIn("ARCHIVED,DRAFT")).toEqual(["DRAFT", "ARCHIVED"]);
  expect(statusesIn(undefined)).toEqual([]);
});
