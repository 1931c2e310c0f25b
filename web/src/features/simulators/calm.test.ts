import { expect, test } from "vitest";
import { sharing } from "@/features/simulators/calm";

test("what says the same stays the same thing", () => {
  const before = { list: [{ name: "a" }], time: "1" };
  const now = { list: [{ name: "a" }], time: "2" };
  const shared = sharing(before, now);
  expect(shared).toEqual(now);
  expect(shared.list).toBe(before.list);
});

test("nothing new is the same as before, whatever else that one holds", () => {
  const before = { list: [1], more: true };
  expect(sharing<{ list: number[] }>(before, { list: [1] })).toBe(before);
});

test("what changed is taken over", () => {
  const before = { list: [{ name: "a" }] };
  const now = { list: [{ name: "b" }] };
  expect(sharing(before, now).list).toBe(now.list);
  expect(sharing(undefined, now)).toBe(now);
});
