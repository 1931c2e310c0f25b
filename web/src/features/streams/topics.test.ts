import { expect, test } from "vitest";
import { type Known, select, suggestions } from "@/features/streams/topics";

const KNOWN: Known[] = [
  { name: "session.booking.requested", domain: "SESSION", cadence: "MEDIUM", aliases: [] },
  { name: "session.booking.expired", domain: "SESSION", cadence: "MEDIUM", aliases: [] },
  {
    name: "session.no_show.tutor",
    domain: "SESSION",
    cadence: "LOW",
    aliases: ["session.no_show_by_tutor"],
  },
  { name: "seo.organic.traffic", domain: "MARKETING", cadence: "MEDIUM", aliases: [] },
  { name: "marketing.ad.click", domain: "MARKETING", cadence: "HIGH", aliases: [] },
  { name: "api.request.log", domain: "SYSTEM", cadence: "HIGH", aliases: [] },
];

const chosen = (...topics: string[]) => [...select(topics, KNOWN).streams].sort();

test("a star selects every stream", () => {
  expect(chosen("*")).toHaveLength(KNOWN.length);
});

test("a domain selects its streams, however their names begin", () => {
  expect(chosen("marketing.*")).toEqual(["marketing.ad.click", "seo.organic.traffic"]);
  expect(chosen("system.*")).toEqual(["api.request.log"]);
});

test("the beginning of names selects those that begin so", () => {
  expect(chosen("session.booking.*")).toEqual(["session.booking.expired", "session.booking.requested"]);
});

test("a frequency selects a class", () => {
  expect(chosen("high-frequency")).toEqual(["api.request.log", "marketing.ad.click"]);
});

test("names and aliases are found in any case, with blanks around them", () => {
  expect(chosen(" API.request.log ", "session.no_show_by_tutor")).toEqual([
    "api.request.log",
    "session.no_show.tutor",
  ]);
});

test("anomalies are asked for beside whole streams", () => {
  const selection = select(["anomalies", "api.request.log"], KNOWN);
  expect(selection.anomalies).toBe(true);
  expect([...selection.streams]).toEqual(["api.request.log"]);
});

test("what matches nothing is told with what is written nearly so", () => {
  const [fault] = select(["session.boking.*"], KNOWN).unknown;
  expect(fault?.topic).toBe("session.boking.*");
  expect(fault?.near).toContain("session.booking.*");
  expect(select(["xyzzy"], KNOWN).unknown[0]?.near).toEqual([]);
});

test("suggested are words, domains, beginnings and names, each once", () => {
  const topics = suggestions(KNOWN);
  expect(topics).toEqual(expect.arrayContaining(["*", "anomalies", "marketing.*", "session.booking.*"]));
  expect(new Set(topics).size).toBe(topics.length);
  expect(topics.every((topic) => select([topic], KNOWN).unknown.length === 0)).toBe(true);
});
