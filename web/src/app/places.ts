/** The pages that the menu, the command palette and the keyboard lead to. */

export type Place = {
  path: string;
  name: string;
  /** What is done there, for the command palette. */
  purpose: string;
  /** The key that leads there after `g`. */
  key: string;
  icon: string;
};

export const PLACES: readonly Place[] = [
  {
    path: "/",
    name: "Overview",
    purpose: "Figures, what is at stake, and what happens now",
    key: "o",
    icon: "M3 13h4l3-8 4 14 3-6h4",
  },
  {
    path: "/campaigns",
    name: "Campaigns",
    purpose: "Find campaigns, make them, and import their metrics",
    key: "c",
    icon: "M3 11v3a1 1 0 0 0 1 1h2l7 4V6l-7 4H4a1 1 0 0 0-1 1M17 9a5 5 0 0 1 0 7M7 15l1 5h2",
  },
  {
    path: "/audiences",
    name: "Audience",
    purpose: "Predict e-mails, audiences and content, and see what would do better",
    key: "a",
    icon: "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M2 21v-2a5 5 0 0 1 5-5h4a5 5 0 0 1 5 5v2M16 3.5a4 4 0 0 1 0 7.5M18 14.5a5 5 0 0 1 4 4.5v2",
  },
  {
    path: "/simulator",
    name: "Simulator",
    purpose: "Set scenarios and events going on the marketplace, and watch what follows",
    key: "i",
    icon: "M4 20V10M4 6V4M12 20v-4M12 12V4M20 20v-8M20 8V4M1 10h6M9 16h6M17 8h6",
  },
  {
    path: "/streams",
    name: "Streams",
    purpose: "What happens in the marketplace, event by event, and what is not as usual",
    key: "s",
    icon: "M2 8c3 0 3-3 6-3s3 6 6 6 3-3 6-3h2M2 17c3 0 3-3 6-3s3 6 6 6 3-3 6-3h2",
  },
  {
    path: "/models",
    name: "Models",
    purpose: "How good forecasts were, and which versions make them",
    key: "m",
    icon: "M12 3 4 7v10l8 4 8-4V7l-8-4ZM4 7l8 4 8-4M12 11v10",
  },
  {
    path: "/jobs",
    name: "Jobs",
    purpose: "Background work: what waits, what runs, and what came of it",
    key: "j",
    icon: "M4 6h10M4 12h16M4 18h7M18 15l3 3-3 3",
  },
  {
    path: "/settings",
    name: "Settings",
    purpose: "The workspace, its members, its API keys and its rules",
    key: "t",
    icon: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4v6M9 14v6",
  },
];
