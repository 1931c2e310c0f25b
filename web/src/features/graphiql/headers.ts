/** What was typed into the editor of headers. */

export type Headers = Record<string, string>;

/** Keep what can be a header: names with a text. */
export function headersIn(value: unknown): Headers {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** Read the text of the editor; what is no JSON yet is no header yet. */
export function headersOf(text: string): Headers {
  try {
    return headersIn(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Return the credentials among headers, under the name that the first message of a socket has for them. */
export function authorizationIn(headers: Headers): { Authorization?: string } {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization");
  return found ? { Authorization: found[1] } : {};
}
