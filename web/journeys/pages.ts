/** Every page, for the journeys that look at all of them. */

export type Shown = {
  name: string;
  path: string;
  /** What is there once the page has its data. */
  ready: string;
};

export const PAGES: readonly Shown[] = [
  { name: "overview", path: "/", ready: "Insights" },
  { name: "campaigns", path: "/campaigns", ready: "Campaigns" },
  { name: "accuracy", path: "/models", ready: "Models" },
  { name: "audience", path: "/audiences?subject=Your%20next%20lesson", ready: "The send" },
  { name: "advice", path: "/audiences?tab=advice", ready: "What would do better" },
  { name: "simulator", path: "/simulator", ready: "Cause and effect" },
  { name: "models", path: "/models?tab=versions", ready: "Campaign forecaster" },
  { name: "jobs", path: "/jobs", ready: "Work" },
  { name: "streams", path: "/streams", ready: "Against usual" },
  { name: "stream", path: "/streams/session.booking.requested", ready: "The past" },
  { name: "settings", path: "/settings", ready: "Server" },
  { name: "members", path: "/settings?tab=members", ready: "Members" },
  { name: "rules", path: "/settings?tab=rules", ready: "Rules" },
  { name: "keys", path: "/settings?tab=keys", ready: "API keys" },
];
