/** How GraphiQL reaches the API: subscriptions over a socket, everything else over HTTP. */

import type { GraphiQLProps } from "graphiql";
import { type FormattedExecutionResult, OperationTypeNode } from "graphql";
import { createClient } from "graphql-ws";
import { CONSOLE_HEADER, FORBIDDEN, PATH, retryDelay, socketAddress } from "@/api/address";
import { chosenOperation, isResumable } from "@/features/graphiql/chosen";
import { authorizationIn, type Headers, headersIn } from "@/features/graphiql/headers";

type Fetcher = GraphiQLProps["fetcher"];
type Asked = Parameters<Fetcher>;
type Answer = FormattedExecutionResult<Record<string, unknown>, Record<string, unknown>>;
type Payload = { query: string; operationName?: string | null; variables?: Record<string, unknown> };
type Sink = { next: (answer: Answer) => void; error: (error: unknown) => void; complete: () => void };

/** Send one operation over HTTP and return the answer, also when it tells of errors.
 *
 * @throws Error when the server cannot be reached, or answers with no JSON.
 */
export async function send(payload: Payload, headers: Headers): Promise<Answer> {
  const response = await fetch(PATH, {
    method: "POST",
    credentials: "same-origin",
    headers: {
      Accept: "application/graphql-response+json, application/json;q=0.9",
      "Content-Type": "application/json",
      ...CONSOLE_HEADER,
      ...headers,
    },
    body: JSON.stringify(payload),
  });
  if (!response.headers.get("content-type")?.includes("json"))
    throw new Error(`The server answered ${response.status}, with no JSON.`);
  return (await response.json()) as Answer;
}

/** Return what GraphiQL sends operations with, and what ends the subscriptions that still run. */
export function openFetcher(): { fetcher: Fetcher; close: () => void } {
  const ends = new Set<() => void>();

  function follow(payload: Payload, headers: Headers, resumable: boolean, sink: Sink): () => void {
    const client = createClient({
      url: socketAddress(),
      connectionParams: authorizationIn(headers),
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: (event) => !(event instanceof CloseEvent && event.code === FORBIDDEN),
      retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, retryDelay(retries))),
    });
    // Sent as it then is whenever the socket opens again: with the newest cursor nothing is missed.
    const sent = { ...payload, variables: { ...payload.variables } };
    const unsubscribe = client.subscribe<Record<string, unknown>, Record<string, unknown>>(sent, {
      next(answer) {
        const cursor = resumable ? cursorIn(answer.data) : null;
        if (cursor) sent.variables.after = cursor;
        sink.next(answer);
      },
      error(error) {
        end();
        sink.error(refusalOf(error));
      },
      complete() {
        end();
        sink.complete();
      },
    });
    function end(): void {
      if (!ends.delete(end)) return;
      unsubscribe();
      void client.dispose();
    }
    ends.add(end);
    return end;
  }

  const fetcher = (params: Asked[0], options: Asked[1]) => {
    const operation = chosenOperation(params.query, params.operationName);
    const payload: Payload = {
      query: params.query,
      operationName: operation?.name?.value ?? params.operationName,
      variables: params.variables ?? undefined,
    };
    const headers = headersIn(options?.headers);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return send(payload, headers);
    return {
      subscribe: (sink: Sink) => ({ unsubscribe: follow(payload, headers, isResumable(operation), sink) }),
    };
  };
  return {
    // Its type wants errors as objects of graphql-js; it shows them as the JSON that they are.
    fetcher: fetcher as Fetcher,
    close: () => {
      for (const end of [...ends]) end();
    },
  };
}

/** Find the cursor of what was told last, in the one field of a subscription. */
function cursorIn(data: Answer["data"]): string | null {
  const told = Object.values(data ?? {})[0] as { cursor?: unknown } | null | undefined;
  return typeof told?.cursor === "string" ? told.cursor : null;
}

/** Say in words why a socket was closed; errors of the operation itself are passed on as they are. */
function refusalOf(error: unknown): unknown {
  if (error instanceof CloseEvent)
    return { message: error.reason || "The socket was closed.", code: error.code };
  return error;
}
