import { expect, test } from "vitest";
import type { Stream } from "@/features/simulators/model";
import {
  alsoIn,
  copyOf,
  documentOf,
  draftOf,
  EMPTY_DOCUMENT,
  idFor,
  nextChange,
  problemAt,
  problemsAfter,
  problemsBeside,
  problemsOf,
  readDocument,
} from "@/features/simulators/own";

const SURGE = {
  id: "surge",
  name: "Surge",
  description: "Many come.",
  duration: "3 hours",
  settlementDuration: "6 hours",
  settlementType: "linear",
  affectedStreams: {
    "session.started": { multiplier: 1.5, additive: 2 },
    "session.rating": { probabilityShift: { field: "rating_score", factors: { "1": 2 } } },
  },
  externalEvents: [{ title: "Exams" }],
  cascadeEffects: [{ trigger: "a" }, { trigger: "b" }],
  metadata: { category: "demand-surge", tags: ["academic"] },
  precedence: 0,
};

test("a document that goes through the fields says what it said", () => {
  expect(documentOf(draftOf(SURGE))).toEqual(SURGE);
  expect(documentOf(draftOf(EMPTY_DOCUMENT))).toEqual(EMPTY_DOCUMENT);
});

test("what the fields do not show is named", () => {
  expect(alsoIn(draftOf(SURGE))).toEqual(["1 external event", "2 later effects"]);
  expect(alsoIn(draftOf(EMPTY_DOCUMENT))).toEqual([]);
});

test("a changed stream takes its ways with it, and an empty value is none", () => {
  const draft = draftOf(SURGE);
  const changes = draft.changes.map((one) =>
    one.way === "additive" ? { ...one, stream: "session.booking", value: "" } : one,
  );
  expect(documentOf({ ...draft, changes }).affectedStreams).toEqual({
    "session.started": { multiplier: 1.5 },
    "session.booking": { additive: null },
    "session.rating": SURGE.affectedStreams["session.rating"],
  });
});

test("a copy has an id that none has", () => {
  expect(copyOf(SURGE, [])).toMatchObject({ id: "surge-copy", name: "Surge, copy", duration: "3 hours" });
  expect(copyOf(SURGE, ["surge-copy", "surge-copy-2"]).id).toBe("surge-copy-3");
  expect(String(copyOf({ ...SURGE, id: "a".repeat(60) }, []).id).length).toBeLessThanOrEqual(60);
});

test.each([
  ["Chat bot breaks", "chat-bot-breaks"],
  ["  2nd Éxam — rush! ", "nd-exam-rush"],
  ["7", ""],
])("the name %s proposes the id %s", (name, id) => {
  expect(idFor(name)).toBe(id);
});

test("a further row is about a stream that has none yet", () => {
  const streams = [{ name: "session.started" }, { name: "support.ticket.created" }] as Stream[];
  expect(nextChange(draftOf(SURGE), streams, "1").stream).toBe("support.ticket.created");
});

test("only an object is a document", () => {
  expect(readDocument("[1]")).toBeNull();
  expect(readDocument("{,}")).toBeNull();
  expect(readDocument('{"id": "a"}')).toEqual({ id: "a" });
});

test("problems stand at their fields, the others are listed", () => {
  const problems = problemsOf(
    [
      { message: "the id must be in kebab-case.", path: ["definition", "id"] },
      { message: "Too low.", path: ["definition", "affectedStreams", "session.started", "multiplier"] },
      { message: "Field required.", path: ["definition", "externalEvents", "0", "type"], hint: "Say it." },
      { message: "The text is no JSON.", path: ["content"] },
    ],
    "surge.json",
  );
  expect(problemAt(problems, "id")).toBe("The id must be in kebab-case.");
  expect(problemAt(problems, "affectedStreams", "session.started", "multiplier")).toBe("Too low.");
  expect(problemAt(problems, "name")).toBeUndefined();
  expect(problemsAfter(problems, { changes: [], name: "A" }).map(({ path }) => path)).toEqual([
    "id",
    "externalEvents[0].type",
    "",
  ]);
  expect(problemsBeside(problems, draftOf(SURGE))).toEqual([
    { file: "surge.json", path: "externalEvents[0].type", message: "Field required. Say it." },
    { file: "surge.json", path: "", message: "The text is no JSON." },
  ]);
});
