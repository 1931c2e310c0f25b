/** Operations to begin with. Each fits schema.graphql and runs in the demo workspace. */

/** What the examples are about in this workspace; an empty text where there is none. */
export type Subjects = {
  /** A campaign that runs, one that was simulated before if possible. */
  campaignId: string;
  /** Its newest simulation. */
  simulationId: string;
};

export type Example = {
  title: string;
  purpose: string;
  query: string;
  /** What its variables are; asked for the subjects only if they are about one. */
  variables?: Variables | ((subjects: Subjects) => Variables);
};

type Variables = Record<string, unknown>;

export const VIEWER: Example = {
  title: "Who am I",
  purpose: "Your name, role and workspace.",
  query: `# Press the button with the triangle, or Ctrl+Enter. More examples: the icon of a list on the left.
query Viewer {
  viewer {
    name
    role
    workspace {
      name
      slug
      demo
      members {
        name
        role
      }
    }
  }
  health {
    status
    version
  }
}
`,
};

export const EXAMPLES: readonly Example[] = [
  VIEWER,
  {
    title: "Dashboard",
    purpose: "What the last 30 days came to, beside the 30 days before.",
    query: `query Dashboard {
  dashboard {
    range {
      start
      end
    }
    counts {
      total
      needingAttention
    }
    currencies {
      currency
      totalBudget {
        amount
      }
      kpis(kpis: [SPEND, REVENUE, CONVERSIONS, ROAS]) {
        kpi
        unit
        value
        previous
        relativeChange
      }
    }
    attention(limit: 3) {
      severity
      risks
      campaign {
        name
      }
    }
  }
}
`,
  },
  {
    title: "Campaigns with metrics",
    purpose: "The campaigns that run, with what they spent and earned each week.",
    query: `query Campaigns($first: Int!) {
  campaigns(first: $first, filter: { statuses: [RUNNING] }, orderBy: { field: NAME, descending: false }) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        id
        name
        channels
        budget {
          amount
          currency
        }
        metrics(metrics: [SPEND, REVENUE], granularity: WEEK) {
          metric
          unit
          points {
            at
            value
          }
        }
      }
    }
  }
}
`,
    variables: { first: 3 },
  },
  {
    title: "Run a simulation",
    purpose: "Simulates a campaign for the next 30 days. Then follow its progress.",
    query: `mutation RunSimulation($campaignId: ID!, $horizonDays: Int!) {
  runSimulation(input: { campaignId: $campaignId, horizonDays: $horizonDays }) {
    simulation {
      id
      status
      cached
    }
    warnings
    errors {
      code
      message
      path
      hint
    }
  }
}
`,
    variables: ({ campaignId }) => ({ campaignId, horizonDays: 30 }),
  },
  {
    title: "Follow a simulation",
    purpose: "Live: each step of the newest simulation, until it ends.",
    query: `subscription SimulationProgress($simulationId: ID!) {
  simulationProgress(simulationId: $simulationId) {
    status
    step
    stepsDone
    stepsTotal
    percent
    queuePosition
    etaSeconds
    message
    at
  }
}
`,
    variables: ({ simulationId }) => ({ simulationId }),
  },
  {
    title: "Fan chart",
    purpose: "What the latest simulation expects of revenue, day by day, with its bands.",
    query: `query FanChart($campaignId: ID!) {
  campaign(id: $campaignId) {
    name
    latestSimulation {
      id
      completedAt
      horizonDays
      confidence {
        level
      }
      trajectories(metrics: [REVENUE]) {
        metric
        points {
          at
          median
          actual
          intervals {
            level
            lower
            upper
          }
        }
      }
    }
  }
}
`,
    variables: ({ campaignId }) => ({ campaignId }),
  },
  {
    title: "Stream events",
    purpose: "Live: what happens in the marketplace. Goes on where it was when the connection is lost.",
    query: `subscription StreamEvents($topics: [String!]!, $after: String) {
  streamEvents(topics: $topics, after: $after, batchMs: 1000) {
    events {
      stream
      timestamp
      normalizedValue
      anomalyFlag
      scenarioId
      data
    }
    gap {
      missed
      reason
    }
    cursor
  }
}
`,
    variables: { topics: ["session.*", "marketing.ad.*"] },
  },
  {
    title: "Activate a scenario",
    purpose: "Shows what a surge before exams would change. With dryRun: false it begins.",
    query: `mutation ActivateScenario($scenarioId: String!, $dryRun: Boolean!) {
  activateScenario(input: { scenarioId: $scenarioId, dryRun: $dryRun }) {
    modifier {
      name
      status
      endsAt
    }
    estimatedDuration
    preview {
      stream
      before
      now
      peak
      peakAt
      backAt
    }
    warnings
    errors {
      code
      message
      hint
    }
  }
}
`,
    variables: { scenarioId: "exam-season-surge", dryRun: true },
  },
  {
    title: "Insights",
    purpose: "Live: each finding about a campaign as soon as a simulation comes to it.",
    query: `subscription Insights($campaignId: ID) {
  campaignInsights(campaignId: $campaignId) {
    at
    kind
    severity
    title
    text
    moneyAtStake {
      amount
      currency
    }
    campaign {
      name
    }
  }
}
`,
    variables: { campaignId: null },
  },
];
