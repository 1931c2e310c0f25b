import { expect, test } from "vitest";
import { Known } from "@/features/streams/known";
import type { LiveEvent } from "@/features/streams/live";

const CATALOGUE = [
  { name: "session.booking.requested", eventsPerDay: 2_400 },
  { name: "session.booking.confirmed", eventsPerDay: 1_800 },
  { name: "session.cancellation.by_tutor", eventsPerDay: 18 },
  { name: "support.ticket.created", eventsPerDay: 300 },
  { name: "api.request.log", eventsPerDay: 1_000_000 },
];

function event(stream: string, id: string, second: number, changes: Partial<LiveEvent> = {}): LiveEvent {
  return {
    id,
    stream,
    sequence: second,
    timestamp: new Date(1_700_000_000_000 + second * 1_000).toISOString(),
    publishedAt: "2026-01-01T00:00:00Z",
    normalizedValue: 50,
    anomalyScore: 0,
    anomalyFlag: "NORMAL",
    causedBy: null,
    scenarioId: null,
    eventIds: [],
    data: {},
    ...changes,
  };
}

function booking(): Known {
  const known = new Known(CATALOGUE);
  const about = { request_id: "req-1", session_id: "ses-1" };
  known.add(event("session.booking.requested", "r", 1, { data: { request_id: "req-1", tutor_id: "t" } }));
  known.add(event("session.booking.confirmed", "c", 5, { causedBy: "r", data: { ...about, tutor_id: "t" } }));
  known.add(event("session.cancellation.by_tutor", "x", 9, { causedBy: "c", data: { session_id: "ses-1" } }));
  known.add(event("support.ticket.created", "t", 20, { causedBy: "x", data: { ticket_id: "tic-1" } }));
  known.add(event("session.booking.requested", "other", 3, { data: { request_id: "req-2", tutor_id: "t" } }));
  return known;
}

const ids = (known: Known, id: string) =>
  known.chain(known.get(id) as LiveEvent).steps.map((step) => step.event.id);

test("a booking is followed from any of its events, in the order of time", () => {
  const known = booking();
  for (const id of ["r", "c", "x", "t"]) expect(ids(known, id)).toEqual(["r", "c", "x", "t"]);
});

test("what only has a person in common does not belong together", () => {
  expect(ids(booking(), "other")).toEqual(["other"]);
});

test("it is said what each event followed from", () => {
  const known = booking();
  const { steps } = known.chain(known.get("x") as LiveEvent);
  expect(steps.map((step) => step.because)).toEqual([
    "began it",
    "followed from session.booking.requested",
    "followed from session.booking.confirmed",
    "followed from session.cancellation.by_tutor",
  ]);
});

test("a beginning that was not seen is told", () => {
  const known = new Known(CATALOGUE);
  known.add(event("session.booking.confirmed", "c", 5, { causedBy: "r" }));
  const { steps, unseen } = known.chain(known.get("c") as LiveEvent);
  expect(unseen).toBe("r");
  expect(steps).toHaveLength(1);
});

test("events that name the same thing belong together without a cause", () => {
  const known = new Known(CATALOGUE);
  known.add(event("session.booking.confirmed", "c", 1, { data: { session_id: "ses-9" } }));
  known.add(event("session.cancellation.by_tutor", "x", 2, { data: { session_id: "ses-9" } }));
  expect(ids(known, "c")).toEqual(["c", "x"]);
});

test("an event that is told twice is kept once", () => {
  const known = booking();
  const size = known.size;
  known.add(event("session.booking.requested", "r", 1));
  expect(known.size).toBe(size);
});

test("what is kept is bounded, and what had to go is forgotten altogether", () => {
  const known = new Known(CATALOGUE);
  const first = event("api.request.log", "0", 0, { causedBy: "gone", data: { session_id: "ses-0" } });
  known.add(first);
  for (let number = 1; number <= 5_000; number += 1)
    known.add(event("api.request.log", String(number), number));
  expect(known.size).toBeLessThanOrEqual(100);
  expect(known.get("0")).toBeUndefined();
  known.add(event("session.booking.confirmed", "c", 9, { data: { session_id: "ses-0" } }));
  expect(ids(known, "c")).toEqual(["c"]);
});

test("the latest of several streams come newest first", () => {
  const latest = booking().latest(["session.booking.requested", "session.booking.confirmed"], 2);
  expect(latest.map((one) => one.id)).toEqual(["c", "other"]);
});
