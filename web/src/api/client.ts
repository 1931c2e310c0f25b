/** The one way to the API: queries and mutations over HTTP, subscriptions over one socket that comes back by itself. */

import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import {
  Client,
  type CombinedError,
  cacheExchange,
  fetchExchange,
  mapExchange,
  stringifyDocument,
  subscriptionExchange,
} from "@urql/core";
import { createClient, type Client as Sockets } from "graphql-ws";
import { CONSOLE_HEADER, FORBIDDEN, PATH, retryDelay, socketAddress } from "@/api/address";
import { heard, report } from "@/api/connection";
import { persist, type Sink } from "@/api/persist";

/** Tell whether an answer failed because nobody is signed in, or no longer. */
export function isSignedOut(error: CombinedError): boolean {
  const refused = error.graphQLErrors.some((one) => one.extensions.code === "UNAUTHENTICATED");
  return refused || error.response?.status === 401;
}

export type Api = {
  client: Client;
  /** Follow a subscription that can be taken up again where it was left. Returns what ends it.
   *
   * The variables are sent as they then are whenever the socket opens again: what changes `after` in them in time
   * misses nothing.
   */
  follow: <Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    listener: { data: (data: Data) => void; fault: (message: string) => void },
  ) => () => void;
  /** Close the socket; it opens again with the next subscription. */
  close: () => void;
};

function openSockets(onSignedOut: () => void): Sockets {
  let opened = false;
  return createClient({
    url: socketAddress(),
    lazy: true,
    lazyCloseTimeout: 2_000,
    keepAlive: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => !(event instanceof CloseEvent && event.code === FORBIDDEN),
    retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, retryDelay(retries))),
    on: {
      connecting: () => report(opened ? "reconnecting" : "connecting"),
      connected: () => {
        opened = true;
        heard();
        report("live");
      },
      message: () => heard(),
      closed: (event) => {
        if (event instanceof CloseEvent && event.code === FORBIDDEN) onSignedOut();
        const wanted = event instanceof CloseEvent && event.code === 1000;
        if (wanted) opened = false;
        report(wanted ? "idle" : navigator.onLine ? "reconnecting" : "offline");
      },
    },
  });
}

/** Open the way to the API.
 *
 * @param onSignedOut Told when the server says that nobody is signed in, or no longer.
 */
export function openApi(onSignedOut: () => void): Api {
  const sockets = openSockets(onSignedOut);
  const client = new Client({
    url: PATH,
    preferGetMethod: false,
    requestPolicy: "cache-and-network",
    fetchOptions: { headers: CONSOLE_HEADER, credentials: "same-origin" },
    exchanges: [
      cacheExchange,
      mapExchange({
        onError: (error) => {
          if (isSignedOut(error)) onSignedOut();
        },
      }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: persist(
              (inner) => sockets.subscribe({ query: query ?? "", variables }, inner),
              sink as Sink<never>,
            ),
          }),
        }),
      }),
    ],
  });
  return {
    client,
    close: () => void sockets.dispose(),
    follow: (document, variables, listener) =>
      persist<{ data?: never; errors?: readonly { message: string }[] }>(
        (sink) => sockets.subscribe({ query: stringifyDocument(document), variables }, sink as Sink<object>),
        {
          next: ({ data, errors }) => {
            if (data) listener.data(data);
            if (errors) listener.fault(errors.map((one) => one.message).join(" "));
          },
          error: (error) => listener.fault(messageOf(error)),
          complete: () => {},
        },
        true,
      ),
  };
}

function messageOf(error: unknown): string {
  if (Array.isArray(error)) return error.map((one) => String(one.message)).join(" ");
  return error instanceof Error ? error.message : "The live connection was refused.";
}
