/** Where the API is, and the manners of those who call it: for the console and for GraphiQL. */

export const PATH = "/graphql";

/** Says that a request comes from our page: the server takes the session's cookie from no other. */
export const CONSOLE_HEADER = { "X-Pulsecast-Console": "1" };

/** Closed by the server because nobody is signed in, or no longer: to try again would not help. */
export const FORBIDDEN = 4403;

const SLOWEST_RETRY_MS = 8_000;
const FIRST_RETRY_MS = 250;

export function socketAddress(): string {
  const address = new URL(PATH, window.location.href);
  address.protocol = address.protocol.replace("http", "ws");
  return address.href;
}

/** Wait before the nth attempt to connect again: longer each time, up to a bound, and not everybody at once. */
export function retryDelay(retries: number, chance: number = Math.random()): number {
  return Math.min(SLOWEST_RETRY_MS, FIRST_RETRY_MS * 2 ** retries) * (0.5 + chance / 2);
}
