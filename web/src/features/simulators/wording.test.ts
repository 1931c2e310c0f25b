import { expect, test } from "vitest";
import { actorName } from "@/features/simulators/actor";
import { gravestFirst, namedSources } from "@/features/simulators/wording";

const scenarios = [{ id: "exam-season-surge", name: "Exam Season Surge" }];
const events = [{ id: btoa("ExternalEvent:01a1-77"), title: "A mention" }];

test("sources are told by the names that people know", () => {
  const told = namedSources(
    "s: multipliers multiply: 2 (scenario:exam-season-surge#1, cascade:exam-season-surge#2, event:01a1-77).",
    scenarios,
    events,
  );
  expect(told).toBe(
    "s: multipliers multiply: 2 (Exam Season Surge, what follows from Exam Season Surge, “A mention”).",
  );
});

test("what is not known is told by its kind", () => {
  expect(namedSources("event:77, modifier:78", scenarios, events)).toBe("an event, a modifier by hand");
});

test("what only labels comes after what changes a rate", () => {
  expect(gravestFirst(["the event only labels it", "multipliers multiply"])).toEqual([
    "multipliers multiply",
    "the event only labels it",
  ]);
});

test("an actor is told by the member's name while there is one", () => {
  const members = [{ id: btoa("Member:01a1-5"), name: "Olivia" }];
  expect(actorName("member:01a1-5", members)).toBe("Olivia");
  expect(actorName("member:gone", members)).toBe("A former member");
  expect(actorName("system", members)).toBe("System");
});
