import { expect, test } from "vitest";
import { retryDelay, socketAddress } from "@/api/address";

test("the socket is at the address of the API, on the page's own server", () => {
  const { protocol, host, pathname } = new URL(socketAddress());
  expect([protocol, host, pathname]).toEqual(["ws:", window.location.host, "/graphql"]);
});

test("each attempt to connect waits longer than the one before, up to a bound", () => {
  const delays = [0, 1, 2, 3, 10, 1_000].map((retries) => retryDelay(retries, 1));
  expect(delays).toEqual([250, 500, 1_000, 2_000, 8_000, 8_000]);
});

test("not everybody comes back at once", () => {
  expect(retryDelay(3, 0)).toBe(retryDelay(3, 1) / 2);
});
