/** Which address shows which page. What an address holds beyond its path is checked by the page's own search.ts. */

import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { NotFound } from "@/app/NotFound";
import { Shell } from "@/app/Shell";
import { audiencesSearch } from "@/features/audiences/search";
import { campaignSearch } from "@/features/campaign/search";
import { campaignsSearch } from "@/features/campaigns/search";
import { dashboardSearch } from "@/features/dashboard/search";
import { jobsSearch } from "@/features/jobs/search";
import { modelsSearch } from "@/features/models/search";
import { simulatorSearch } from "@/features/simulators/search";
import { streamSearch, streamsSearch } from "@/features/streams/search";
import { settingsSearch } from "@/features/workspaces/search";
import { Failure } from "@/kit/states";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: dashboardSearch,
  component: lazyRouteComponent(() => import("@/features/dashboard/OverviewPage"), "OverviewPage"),
});

const models = createRoute({
  getParentRoute: () => root,
  path: "/models",
  validateSearch: modelsSearch,
  component: lazyRouteComponent(() => import("@/features/models/ModelsPage"), "ModelsPage"),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: "/jobs",
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import("@/features/jobs/JobsPage"), "JobsPage"),
});

const campaigns = createRoute({
  getParentRoute: () => root,
  path: "/campaigns",
  validateSearch: campaignsSearch,
  component: lazyRouteComponent(() => import("@/features/campaigns/CampaignsPage"), "CampaignsPage"),
});

const simulator = createRoute({
  getParentRoute: () => root,
  path: "/simulator",
  validateSearch: simulatorSearch,
  component: lazyRouteComponent(() => import("@/features/simulators/SimulatorPage"), "SimulatorPage"),
});

const campaign = createRoute({
  getParentRoute: () => root,
  path: "/campaigns/$campaignId",
  validateSearch: campaignSearch,
  component: lazyRouteComponent(() => import("@/features/campaign/CampaignPage"), "CampaignPage"),
});

const audiences = createRoute({
  getParentRoute: () => root,
  path: "/audiences",
  validateSearch: audiencesSearch,
  component: lazyRouteComponent(() => import("@/features/audiences/AudiencesPage"), "AudiencesPage"),
});

const streams = createRoute({
  getParentRoute: () => root,
  path: "/streams",
  component: lazyRouteComponent(() => import("@/features/streams/StreamsLayout"), "StreamsLayout"),
});

const allStreams = createRoute({
  getParentRoute: () => streams,
  path: "/",
  validateSearch: streamsSearch,
  component: lazyRouteComponent(() => import("@/features/streams/StreamsPage"), "StreamsPage"),
});

const oneStream = createRoute({
  getParentRoute: () => streams,
  path: "/$stream",
  validateSearch: streamSearch,
  component: lazyRouteComponent(() => import("@/features/streams/StreamPage"), "StreamPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import("@/features/workspaces/SettingsPage"), "SettingsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    campaigns,
    campaign,
    models,
    jobs,
    settings,
    simulator,
    audiences,
    streams.addChildren([allStreams, oneStream]),
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultErrorComponent: ({ reset }) => (
    <Failure
      fault={{ message: "This page could not be shown.", hint: "Try again; if it stays so, load it anew." }}
      onRetry={reset}
    />
  ),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
