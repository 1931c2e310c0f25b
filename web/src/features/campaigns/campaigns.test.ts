import { expect, test } from "vitest";
import {
  amountOf,
  createInput,
  draftOf,
  emptyDraft,
  faultsByField,
  faultsOf,
  updateInput,
} from "@/features/campaigns/form";
import { approvalMoves, statusMoves, withPending } from "@/features/campaigns/moves";
import { byDay, type Campaign } from "@/features/campaigns/rows";
import { rowAfter } from "@/features/campaigns/useRowKeys";

const CAMPAIGN: Campaign = {
  id: "c1",
  name: "Spring",
  status: "DRAFT",
  approval: "DRAFT",
  objective: "Bookings",
  industry: "education",
  channels: ["GOOGLE"],
  medium: "SEARCH",
  budget: { amount: "5000.00", currency: "EUR" },
  budgetCapped: false,
  startDate: "2026-03-01",
  endDate: "2026-04-01",
  tags: [],
  updatedAt: "2026-03-01T10:00:00Z",
  dataVersion: 0,
  metrics: [],
  outlook: null,
};

test("an amount is read as people write it", () => {
  expect(["5000", "1 250,50", "1.250,50", "1,250.50", "1,000,000", "5'000"].map(amountOf)).toEqual([
    "5000",
    "1250.50",
    "1250.50",
    "1250.50",
    "1000000",
    "5000",
  ]);
});

test("an empty form says what it lacks, a full one nothing", () => {
  expect(Object.keys(faultsOf(emptyDraft("2026-03-01", "EUR")))).toEqual([
    "name",
    "objective",
    "channels",
    "amount",
  ]);
  expect(faultsOf(draftOf(CAMPAIGN))).toEqual({});
  expect(faultsOf({ ...draftOf(CAMPAIGN), endDate: "2026-02-01" })).toHaveProperty("endDate");
});

test("errors of the server stand at the fields that their paths name", () => {
  expect(
    faultsByField([
      { message: "No currency.", path: ["budget", "currency"], hint: "Use EUR." },
      { message: "Above 0.", path: ["budget", "amount"] },
      { message: "Too late.", path: ["endDate"] },
      { message: "Not allowed.", path: [] },
    ]),
  ).toEqual({
    currency: "No currency. Use EUR.",
    amount: "Above 0.",
    endDate: "Too late.",
    form: "Not allowed.",
  });
});

test("only what was changed is sent, and what was emptied is cleared", () => {
  const draft = { ...draftOf(CAMPAIGN), name: "Summer ", endDate: "", amount: "5000.00" };
  expect(updateInput(CAMPAIGN, draft)).toEqual({ id: "c1", name: "Summer", endDate: null });
  expect(createInput(draft)).toMatchObject({
    budget: { amount: "5000.00", currency: "EUR" },
    medium: "SEARCH",
  });
});

test("a campaign that is not approved can be archived and not scheduled", () => {
  expect(statusMoves(CAMPAIGN)).toEqual([
    { label: "Schedule", change: { status: "SCHEDULED" }, reason: "It must be approved first" },
    { label: "Archive", change: { status: "ARCHIVED" }, reason: undefined },
  ]);
  expect(statusMoves({ ...CAMPAIGN, approval: "APPROVED" })[0]?.reason).toBeUndefined();
});

test("only who leads approves", () => {
  const reviewed = { ...CAMPAIGN, approval: "IN_REVIEW" as const };
  expect(approvalMoves(reviewed, true).map((move) => move.reason)).toEqual([undefined, undefined]);
  expect(approvalMoves(reviewed, false)[0]?.reason).toBe("It takes an owner or admin");
});

test("a move is shown at once, and no longer than until the list knows better", () => {
  expect(withPending([CAMPAIGN], { c1: { status: "ARCHIVED" } })[0]?.status).toBe("ARCHIVED");
  const answered = { c1: { status: "ARCHIVED" as const, updatedAt: "2026-03-02T10:00:00Z" } };
  expect(withPending([CAMPAIGN], answered)[0]?.status).toBe("ARCHIVED");
  const newer = { ...CAMPAIGN, updatedAt: "2026-03-03T10:00:00Z" };
  expect(withPending([newer], answered)[0]?.status).toBe("DRAFT");
});

test("days without spend are gaps", () => {
  const points = [{ at: "2026-03-02T00:00:00Z", value: 5 }];
  expect(byDay(points, { start: "2026-03-01", end: "2026-03-03" })).toEqual([null, 5, null]);
});

test("j and k go from row to row and stop at the ends", () => {
  const rows = ["a", "b"];
  expect(rowAfter("j", rows, null)).toBe("a");
  expect(rowAfter("j", rows, "a")).toBe("b");
  expect(rowAfter("j", rows, "b")).toBe("b");
  expect(rowAfter("k", rows, null)).toBe("b");
  expect(rowAfter("k", rows, "gone")).toBe("b");
  expect(rowAfter("x", rows, "a")).toBeNull();
  expect(rowAfter("j", [], null)).toBeNull();
});
