/** Roles and keys: who may give what, and what a key still opens. */

import type { ApiKeysQuery, WorkspaceQuery } from "@/features/workspaces/operations";
import { DAY_MS } from "@/kit/range";

export type Member = WorkspaceQuery["viewer"]["workspace"]["members"][number];
export type ApiKey = ApiKeysQuery["viewer"]["workspace"]["apiKeys"]["edges"][number]["node"];
export type Role = Member["role"];

/** The most powerful first. */
export const ROLES: readonly Role[] = ["OWNER", "ADMIN", "ANALYST", "VIEWER"];

/** What a role may do, as a person says it. */
export const MAY: Record<Role, string> = {
  OWNER: "everything, owners included",
  ADMIN: "everything but what concerns owners",
  ANALYST: "make campaigns, imports and simulations, and change the own ones",
  VIEWER: "read, and change nothing",
};

/** Return the roles that somebody may give: none above the own. */
export const rolesUpTo = (own: Role): Role[] => ROLES.slice(ROLES.indexOf(own));

/** Return whether somebody may change or remove a member. */
export const mayManage = (own: Role, member: Pick<Member, "role">): boolean =>
  (own === "OWNER" || own === "ADMIN") && ROLES.indexOf(member.role) >= ROLES.indexOf(own);

export type KeyState = "ACTIVE" | "EXPIRED" | "REVOKED";

/** Return whether a key still opens anything. */
export function keyState(key: Pick<ApiKey, "revokedAt" | "expiresAt">, now: number): KeyState {
  if (key.revokedAt) return "REVOKED";
  return key.expiresAt && Date.parse(key.expiresAt) <= now ? "EXPIRED" : "ACTIVE";
}

/** Put the keys that still open something first, otherwise as they are. */
export function ordered(keys: readonly ApiKey[], now: number): ApiKey[] {
  const last = (key: ApiKey) => Number(keyState(key, now) !== "ACTIVE");
  return [...keys].sort((a, b) => last(a) - last(b));
}

export const LIVES = {
  "7": "in a week",
  "30": "in 30 days",
  "90": "in 90 days",
  "365": "in a year",
  never: "never",
} as const;

export type Life = keyof typeof LIVES;

/** Return when a key made now ends; null for never. */
export const expiry = (life: Life, now: number): string | null =>
  life === "never" ? null : new Date(now + Number(life) * DAY_MS).toISOString();
