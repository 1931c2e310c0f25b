/** What went wrong, in words that a person can act on. */

import type { CombinedError } from "@urql/core";

export type Fault = { message: string; hint?: string };

type Coded = { message: string; hint?: string | null };

/** Say what is wrong with an answer that did not come, or came with errors. */
export function faultOf(error: CombinedError): Fault {
  if (error.networkError && error.graphQLErrors.length === 0) {
    return {
      message: "The server cannot be reached.",
      hint: "What is shown is what was last known. Try again in a moment.",
    };
  }
  const first = error.graphQLErrors[0];
  const hint = first?.extensions.hint;
  return { message: first?.message ?? error.message, hint: typeof hint === "string" ? hint : undefined };
}

/** Join the errors that a payload brought into one fault; none when there are none. */
export function faultIn(errors: readonly Coded[]): Fault | null {
  if (errors.length === 0) return null;
  return {
    message: errors.map((one) => one.message).join(" "),
    hint: errors.flatMap((one) => one.hint ?? []).join(" ") || undefined,
  };
}
