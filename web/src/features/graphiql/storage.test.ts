import { beforeEach, expect, test } from "vitest";
import { storageWithoutHeaders } from "@/features/graphiql/storage";

const HEADERS = '{ "Authorization": "Bearer secret" }';

beforeEach(() => window.localStorage.clear());

test.each(["queries", "favorites"])("the %s that ran are kept without their headers", (list) => {
  const variables = '{ "headers": 1 }';
  const ran = { query: "{ a }", variables, headers: HEADERS, operationName: "A" };
  const kept = storageWithoutHeaders(window.localStorage);
  kept.setItem(`graphiql:${list}`, JSON.stringify({ [list]: [ran] }));
  expect(JSON.parse(kept.getItem(`graphiql:${list}`) ?? "")).toEqual({
    [list]: [{ query: "{ a }", variables, operationName: "A" }],
  });
});

test("other things are kept as they are", () => {
  const kept = storageWithoutHeaders(window.localStorage);
  kept.setItem("graphiql:variables", '{ "headers": 1 }');
  expect(kept.getItem("graphiql:variables")).toBe('{ "headers": 1 }');
});

test("to forget everything of GraphiQL forgets nothing of the console", () => {
  window.localStorage.setItem("mantine-color-scheme-value", "dark");
  const kept = storageWithoutHeaders(window.localStorage);
  kept.setItem("graphiql:query", "{ a }");
  expect(kept.length).toBe(1);
  kept.clear();
  expect(kept.length).toBe(0);
  expect(kept.getItem("graphiql:query")).toBeNull();
  expect(window.localStorage.getItem("mantine-color-scheme-value")).toBe("dark");
});
