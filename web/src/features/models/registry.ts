/** The versions of models, by model. */

import type { ModelsQuery, VersionFragment } from "@/features/models/operations";

export type Version = VersionFragment;

/** What there is to train, with or without versions so far. */
const KNOWN: Record<string, string> = {
  campaign_forecaster: "Forecasts the days of campaigns; it takes part in simulations and forecasts.",
  email_performance: "Predicts how often an e-mail is opened, clicked and followed.",
  audience_engagement: "Predicts how engaged an audience is, and how many leave it.",
  content_effectiveness: "Predicts how engaging a piece of content is, and how often it converts.",
};

export type Trained = {
  name: string;
  description: string;
  champion: Version | null;
  /** The champion before, which rolling back lets serve again. */
  former: Version | null;
  /** Newest first. */
  versions: Version[];
};

/** Sort versions by their model; models without versions are there as well. */
export function byModel({ newest, champions }: ModelsQuery): Trained[] {
  const versions = new Map([...champions.edges, ...newest.edges].map(({ node }) => [node.id, node]));
  const names = [...new Set([...Object.keys(KNOWN), ...[...versions.values()].map((one) => one.name)])];
  return names.map((name) => {
    const own = [...versions.values()].filter((one) => one.name === name).sort((a, b) => b.number - a.number);
    return {
      name,
      description: own[0]?.description ?? KNOWN[name] ?? "",
      champion: own.find((one) => one.stage === "CHAMPION") ?? null,
      former: formerOf(own),
      versions: own,
    };
  });
}

/** Return the version that rolling back lets serve: the retired one that was champion last and can still serve. */
export function formerOf(versions: readonly Version[]): Version | null {
  const able = versions.filter((one) => one.stage === "RETIRED" && one.canServe && one.crownedAt !== null);
  const order = (one: Version) => Date.parse(one.crownedAt ?? "");
  return able.sort((a, b) => order(b) - order(a) || b.number - a.number)[0] ?? null;
}

/** Return whether a version can be let serve instead of the champion. */
export const mayPromote = (version: Version): boolean => version.stage !== "CHAMPION" && version.canServe;
