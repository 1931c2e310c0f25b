import { expect, test } from "vitest";
import { authorizationIn, headersOf } from "@/features/graphiql/headers";

test("headers are the texts among what was typed", () => {
  expect(headersOf('{ "Authorization": "Bearer k", "X-Number": 1 }')).toEqual({ Authorization: "Bearer k" });
});

test.each(["", "{", "[]", "null", '"Bearer k"'])("%j is no header yet", (text) => {
  expect(headersOf(text)).toEqual({});
});

test("credentials are found under any spelling of their name", () => {
  expect(authorizationIn({ authorization: "Bearer k", accept: "x" })).toEqual({ Authorization: "Bearer k" });
  expect(authorizationIn({ accept: "x" })).toEqual({});
});
