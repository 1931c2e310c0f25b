import { expect, test } from "vitest";
import {
  firstWindow,
  type WindowDraft,
  windowFaults,
  windowInput,
  windowText,
} from "@/features/simulators/windows";

const NOW = new Date(2026, 5, 20, 15, 30).getTime();
const draft: WindowDraft = firstWindow(NOW);

const faulty = (changes: Partial<WindowDraft>) => Object.keys(windowFaults({ ...draft, ...changes }, NOW));

test("the last whole day is proposed", () => {
  expect(draft).toMatchObject({ start: "2026-06-19T00:00", end: "2026-06-20T00:00" });
  expect(windowFaults(draft, NOW)).toEqual({});
});

test.each<[Partial<WindowDraft>, string[]]>([
  [{ start: "" }, ["start", "end"]],
  [{ start: "2025-06-19T00:00" }, ["start", "end"]],
  [{ end: "2026-06-20T15:31" }, ["end"]],
  [{ end: "2026-06-18T00:00" }, ["end"]],
  [{ start: "2026-03-01T00:00" }, ["end"]],
  [{ factor: 0 }, ["factor"]],
  [{ factor: 21 }, ["factor"]],
  [{ factor: "" }, ["factor"]],
  [{ factor: 1 }, ["factor"]],
  [{ factor: 1, seed: 7 }, []],
  [{ seed: "" }, ["seed"]],
  [{ edge: "soon" }, ["edge"]],
  [{ edge: "13 hours" }, ["edge"]],
  [{ edge: "12 hours" }, []],
])("%j has faults at %j", (changes, fields) => {
  expect(faulty(changes)).toEqual(fields);
});

test("what is left empty is not told", () => {
  expect(windowInput({ ...draft, note: " as if " })).toEqual({
    range: { start: new Date(2026, 5, 19).toISOString(), end: new Date(2026, 5, 20).toISOString() },
    streams: null,
    factor: 1.3,
    seed: null,
    edge: null,
    note: "as if",
  });
});

test("what changes is said in words", () => {
  const [what, edge] = windowText(draft);
  expect(what).toMatch(/^All streams from .* the rates are multiplied by 1\.3, by the same chance\.$/);
  expect(edge).toContain("a tenth of the window");
  const other = windowText({ ...draft, streams: ["session.started"], factor: 1, seed: 3, edge: "1 hour" });
  expect(other[0]).toMatch(/^session\.started from .* the rates stay as they are, by new chance\.$/);
  expect(other[1]).toContain("1 hour");
});
