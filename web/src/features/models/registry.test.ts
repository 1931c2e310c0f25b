import { expect, test } from "vitest";
import { byModel, formerOf, mayPromote, type Version } from "@/features/models/registry";

function version(number: number, changes: Partial<Version> = {}): Version {
  const name = changes.name ?? "email_performance";
  return {
    id: `${name} ${number}`,
    name,
    number,
    stage: "REJECTED",
    trainedAt: "2026-01-01T00:00:00Z",
    until: "2026-01-01",
    observations: 100,
    canServe: true,
    crownedAt: null,
    description: `What ${name} does.`,
    verdict: { passed: false, undecided: false, statement: "" },
    drift: null,
    ...changes,
  };
}

const answer = (newest: Version[], champions: Version[] = []) => ({
  newest: { edges: newest.map((node) => ({ node })) },
  champions: { edges: champions.map((node) => ({ node })) },
});

const retired = (number: number, day: number, changes: Partial<Version> = {}) =>
  version(number, { stage: "RETIRED", crownedAt: `2026-01-0${day}T00:00:00Z`, ...changes });

test("models that were never trained are there, without versions", () => {
  const models = byModel(answer([]));
  expect(models.map((one) => one.name)).toContain("campaign_forecaster");
  expect(models.every((one) => one.versions.length === 0 && one.champion === null)).toBe(true);
});

test("versions stand with their model, newest first, the champion even when it is old", () => {
  const champion = version(1, { stage: "CHAMPION" });
  const models = byModel(answer([version(2), version(3), version(9, { name: "chess" })], [champion]));
  const email = models.find((one) => one.name === "email_performance");
  expect(email?.versions.map((one) => one.number)).toEqual([3, 2, 1]);
  expect(email?.champion?.number).toBe(1);
  expect(models.find((one) => one.name === "chess")?.description).toBe("What chess does.");
});

test("rolling back leads to the one that was champion last and can still serve", () => {
  expect(formerOf([retired(1, 1), retired(2, 3), retired(3, 2)])?.number).toBe(2);
  expect(formerOf([retired(1, 1), retired(2, 3, { canServe: false })])?.number).toBe(1);
  expect(formerOf([version(1, { crownedAt: "2026-01-01T00:00:00Z" })])).toBeNull();
});

test("the champion is not promoted, nor one whose bytes are gone", () => {
  expect(mayPromote(version(1))).toBe(true);
  expect(mayPromote(version(1, { stage: "CHAMPION" }))).toBe(false);
  expect(mayPromote(version(1, { canServe: false }))).toBe(false);
});
