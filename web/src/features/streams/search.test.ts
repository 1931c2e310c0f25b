import { expect, test } from "vitest";
import { streamSearch, streamsSearch, topicsOf } from "@/features/streams/search";

test("topics are read from a list and from a text with commas, each once", () => {
  expect(streamsSearch({ topics: ["session.*", " anomalies ", "session.*"] })).toEqual({
    topics: "session.*,anomalies",
  });
  expect(topicsOf(streamsSearch({ topics: "session.*, high-frequency" }))).toEqual([
    "session.*",
    "high-frequency",
  ]);
});

test("what cannot be is left out", () => {
  expect(streamsSearch({ topics: 7, line: "zigzag" })).toEqual({});
  expect(streamsSearch({ topics: ["", 3] })).toEqual({});
  expect(streamSearch({ past: "aeon" })).toEqual({});
  expect(streamSearch({ past: "week" })).toEqual({ past: "week" });
});

test("no more topics than the API takes", () => {
  const topics = Array.from({ length: 99 }, (_, number) => `a${number}`);
  expect(topicsOf(streamsSearch({ topics }))).toHaveLength(60);
});
