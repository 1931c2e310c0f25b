/** Words of the API in the names that people know. */

type Named = { id: string; name: string };
type Titled = { id: string; title: string };

const SOURCE = /\b(scenario|cascade|event|modifier):([\w-]+)(#\d+)?/g;

/** Ids of the API wrap the bare one, which is what journals and warnings write. */
export function bareId(id: string): string | null {
  try {
    return atob(id.replaceAll("-", "+").replaceAll("_", "/")).split(":")[1] ?? null;
  } catch {
    return null;
  }
}

/** Write the sources in a warning by name: `scenario:exam-season-surge#1` is Exam Season Surge. */
export function namedSources(text: string, scenarios: readonly Named[], events: readonly Titled[]): string {
  return text.replace(SOURCE, (_, kind: string, id: string) => {
    const scenario = scenarios.find((one) => one.id === id)?.name ?? id;
    if (kind === "scenario") return scenario;
    if (kind === "cascade") return `what follows from ${scenario}`;
    if (kind === "modifier") return "a modifier by hand";
    const event = events.find((one) => bareId(one.id) === id)?.title;
    return event ? `“${event}”` : "an event";
  });
}

/** Put what changes a rate before what only explains a label. */
export const gravestFirst = (warnings: readonly string[]): string[] =>
  [...warnings].sort(
    (one, other) => Number(one.includes(" only labels ")) - Number(other.includes(" only labels ")),
  );
