import { expect, test } from "vitest";
import { campaignSearch } from "@/features/campaign/search";

test("what an address holds is read, and what cannot be is left out", () => {
  const raw = { tab: "metrics", metric: "CTR", look: "90d", by: "week", run: "U2lt_-1", hide: "events" };
  expect(campaignSearch(raw)).toEqual(raw);
  expect(
    campaignSearch({ tab: "admin", metric: "<b>", look: "9y", by: "year", run: 7, hide: "A B", base: "a b" }),
  ).toEqual({});
});
