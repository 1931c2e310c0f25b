import { CombinedError } from "@urql/core";
import { expect, test } from "vitest";
import { isSignedOut } from "@/api/client";

test("only an answer that says so means that nobody is signed in", () => {
  const coded = (code: string) =>
    new CombinedError({ graphQLErrors: [{ message: "", extensions: { code } }] });
  expect(isSignedOut(coded("UNAUTHENTICATED"))).toBe(true);
  expect(isSignedOut(coded("INTERNAL_ERROR"))).toBe(false);
  expect(isSignedOut(new CombinedError({ networkError: new Error("away") }))).toBe(false);
  const ended = new CombinedError({
    networkError: new Error(""),
    response: new Response(null, { status: 401 }),
  });
  expect(isSignedOut(ended)).toBe(true);
});
