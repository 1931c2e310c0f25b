import { expect, test } from "vitest";
import { chosenOperation, isResumable } from "@/features/graphiql/chosen";

const TWO = "query A { a } subscription B($after: String) { b(after: $after) }";

function kindOf(text: string, name?: string | null): string | undefined {
  return chosenOperation(text, name)?.operation;
}

test("the named operation of the text that is sent is chosen", () => {
  expect(kindOf(TWO, "B")).toBe("subscription");
  expect(kindOf(TWO, "A")).toBe("query");
});

test("the only operation is meant, whatever name the editor still has", () => {
  expect(kindOf("subscription S { s }", "Before")).toBe("subscription");
  expect(kindOf("{ a }", null)).toBe("query");
});

test("it is left to the server what is wrong with a text", () => {
  expect(chosenOperation(TWO, "C")).toBeNull();
  expect(chosenOperation(TWO)).toBeNull();
  expect(chosenOperation("query {")).toBeNull();
  expect(chosenOperation("fragment F on T { a }")).toBeNull();
});

test("a subscription goes on behind a cursor only if it has a variable for it", () => {
  const [resumable, other] = [chosenOperation(TWO, "B"), chosenOperation("subscription S { s }")];
  expect(resumable && isResumable(resumable)).toBe(true);
  expect(other && isResumable(other)).toBe(false);
});
