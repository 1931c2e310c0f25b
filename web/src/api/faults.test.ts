import { CombinedError } from "@urql/core";
import { expect, test } from "vitest";
import { faultIn, faultOf } from "@/api/faults";

test("a server that is away is told as that", () => {
  expect(faultOf(new CombinedError({ networkError: new TypeError("Failed to fetch") })).message).toBe(
    "The server cannot be reached.",
  );
});

test("the server's own words and hint are told", () => {
  const error = new CombinedError({
    graphQLErrors: [
      { message: "There is no such campaign.", extensions: { hint: "It may have been deleted." } },
    ],
  });
  expect(faultOf(error)).toEqual({
    message: "There is no such campaign.",
    hint: "It may have been deleted.",
  });
});

test("errors in a payload become one fault, and none becomes none", () => {
  expect(faultIn([])).toBeNull();
  expect(
    faultIn([
      { message: "One.", hint: "Do this." },
      { message: "Two.", hint: null },
    ]),
  ).toEqual({
    message: "One. Two.",
    hint: "Do this.",
  });
});
