/** Mutations with one outcome: it worked, or here is why not. */

import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { type AnyVariables, useMutation } from "urql";
import { type Fault, faultIn, faultOf } from "@/api/faults";

type Payload = { errors: readonly { message: string; hint?: string | null }[] };

export type Action<Data, Variables> = {
  /** Run it. Return its data; null when it did not work, which is shown where `fault` is or as a notice. */
  run: (variables: Variables) => Promise<Data | null>;
  running: boolean;
  fault: Fault | null;
  clear: () => void;
};

/** Use a mutation whose one field is a payload with `errors`.
 *
 * @param quiet Show no notice when it does not work: the caller shows `fault`.
 */
export function useAction<Data extends object, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  { quiet = false }: { quiet?: boolean } = {},
): Action<Data, Variables> {
  const [{ fetching }, mutate] = useMutation<Data, Variables>(document);
  const [fault, setFault] = useState<Fault | null>(null);

  async function run(variables: Variables): Promise<Data | null> {
    setFault(null);
    const { data, error } = await mutate(variables);
    const payloads = Object.values(data ?? {}) as Payload[];
    const found = error ? faultOf(error) : faultIn(payloads.flatMap((one) => one.errors));
    setFault(found);
    if (found && !quiet) {
      notifications.show({ color: "red", title: found.message, message: found.hint, autoClose: 8_000 });
    }
    return found ? null : (data ?? null);
  }

  return { run, running: fetching, fault, clear: () => setFault(null) };
}
