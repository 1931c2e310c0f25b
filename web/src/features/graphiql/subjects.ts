/** What the examples are about in this workspace. */

import type { Subjects } from "@/features/graphiql/examples";
import { send } from "@/features/graphiql/fetcher";
import type { Headers } from "@/features/graphiql/headers";

export const SUBJECTS_QUERY = `query Subjects {
  campaigns(first: 50, filter: { statuses: [RUNNING] }) {
    edges {
      node {
        id
        simulations(first: 1) {
          edges {
            node {
              id
              createdAt
            }
          }
        }
      }
    }
  }
}`;

type Found = {
  campaigns: {
    edges: {
      node: { id: string; simulations: { edges: { node: { id: string; createdAt: string } }[] } };
    }[];
  };
};

/** Choose the campaign that was simulated last, else any that runs. */
export function subjectsIn(data: Found | null | undefined): Subjects {
  const rows = (data?.campaigns.edges ?? []).map(({ node }) => {
    const newest = node.simulations.edges[0]?.node;
    return {
      campaignId: node.id,
      simulationId: newest?.id ?? "",
      at: newest ? Date.parse(newest.createdAt) : 0,
    };
  });
  rows.sort((one, other) => other.at - one.at);
  return { campaignId: rows[0]?.campaignId ?? "", simulationId: rows[0]?.simulationId ?? "" };
}

/** Ask for the subjects of the examples. Without an answer they stay empty, and the examples can be filled in by hand. */
export async function findSubjects(headers: Headers): Promise<Subjects> {
  try {
    const { data } = await send({ query: SUBJECTS_QUERY, operationName: "Subjects" }, headers);
    return subjectsIn(data as Found | null | undefined);
  } catch {
    return subjectsIn(null);
  }
}
