import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { persist, type Sink } from "@/api/persist";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that is told what to do with each subscription. */
function server() {
  const open: Sink<string>[] = [];
  return {
    open,
    subscribe: (sink: Sink<string>) => {
      open.push(sink);
      return () => sink.complete();
    },
  };
}

function listener() {
  const told: string[] = [];
  const sink: Sink<string> = {
    next: (result) => told.push(result),
    error: () => told.push("error"),
    complete: () => told.push("end"),
  };
  return { told, sink };
}

const STARTING = [{ message: "The simulator is starting.", extensions: { code: "CONFLICT" } }];

test("what passes by itself is waited for and not told", () => {
  const { open, subscribe } = server();
  const { told, sink } = listener();
  persist(subscribe, sink);
  open[0]?.error(STARTING);
  vi.runAllTimers();
  open[1]?.next("one");
  expect(told).toEqual(["one"]);
});

test("other errors and ends in order are told, and not tried again", () => {
  const { open, subscribe } = server();
  const { told, sink } = listener();
  persist(subscribe, sink);
  open[0]?.error([{ message: "There is no such stream.", extensions: { code: "NOT_FOUND" } }]);
  open[0]?.complete();
  vi.runAllTimers();
  expect(told).toEqual(["error", "end"]);
  expect(open).toHaveLength(1);
});

test("what is endless begins again after an end, until nobody wants it", () => {
  const { open, subscribe } = server();
  const { told, sink } = listener();
  const stop = persist(subscribe, sink, true);
  open[0]?.complete();
  vi.runAllTimers();
  expect(open).toHaveLength(2);
  stop();
  vi.runAllTimers();
  expect(open).toHaveLength(2);
  expect(told).toEqual([]);
});
