import { expect, test } from "vitest";
import { settingsSearch } from "@/features/workspaces/search";
import { type ApiKey, expiry, keyState, mayManage, ordered, rolesUpTo } from "@/features/workspaces/settings";

const NOW = Date.parse("2026-06-01T00:00:00Z");

function key(name: string, changes: Partial<ApiKey> = {}): ApiKey {
  return {
    id: name,
    name,
    role: "VIEWER",
    prefix: "pc_12345678",
    createdAt: "2026-01-01T00:00:00Z",
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    ...changes,
  };
}

test("nobody gives a role above the own", () => {
  expect(rolesUpTo("OWNER")).toEqual(["OWNER", "ADMIN", "ANALYST", "VIEWER"]);
  expect(rolesUpTo("ANALYST")).toEqual(["ANALYST", "VIEWER"]);
});

test("admins manage everybody but owners, and others nobody", () => {
  expect(mayManage("ADMIN", { role: "ADMIN" })).toBe(true);
  expect(mayManage("ADMIN", { role: "OWNER" })).toBe(false);
  expect(mayManage("OWNER", { role: "OWNER" })).toBe(true);
  expect(mayManage("ANALYST", { role: "VIEWER" })).toBe(false);
});

test("a key opens nothing once it is revoked or its time has come", () => {
  expect(keyState(key("a"), NOW)).toBe("ACTIVE");
  expect(keyState(key("a", { expiresAt: "2026-06-01T00:00:01Z" }), NOW)).toBe("ACTIVE");
  expect(keyState(key("a", { expiresAt: "2026-06-01T00:00:00Z" }), NOW)).toBe("EXPIRED");
  expect(keyState(key("a", { revokedAt: "2026-05-01T00:00:00Z" }), NOW)).toBe("REVOKED");
});

test("keys that still open something come first", () => {
  const keys = [key("gone", { revokedAt: "2026-05-01T00:00:00Z" }), key("new"), key("old")];
  expect(ordered(keys, NOW).map((one) => one.name)).toEqual(["new", "old", "gone"]);
});

test("a key lives as long as is chosen", () => {
  expect(expiry("7", NOW)).toBe("2026-06-08T00:00:00.000Z");
  expect(expiry("never", NOW)).toBeNull();
});

test("an address holds a tab of the settings and nothing else", () => {
  expect(settingsSearch({ tab: "keys", more: 1 })).toEqual({ tab: "keys" });
  expect(settingsSearch({ tab: "toString" })).toEqual({});
});
