/** Who gave a command. */

import { bareId } from "@/features/simulators/wording";

type Member = { id: string; name: string };

const MEMBER = "member:";

/** Name the actor of a command: a member by name while he is one, the product itself as the system. */
export function actorName(actor: string, members: readonly Member[]): string {
  if (!actor.startsWith(MEMBER)) return actor === "system" ? "System" : actor;
  const id = actor.slice(MEMBER.length);
  return members.find((member) => member.id === id || bareId(member.id) === id)?.name ?? "A former member";
}
