"""What the demo asks the API, word for word."""

MODIFIERS = "activeModifiers { scenarioId name status startedAt endsAt settledAt manual streams { stream current } }"

BEGINNING = f"""
query {{
  viewer {{ role workspace {{ name demo }} }}
  simulator {{
    state {{ status speed simulationTime {MODIFIERS} }}
    scenarios {{ id name description duration settlementDuration }}
  }}
  insights(first: 100) {{ edges {{ node {{ id }} }} }}
}}
"""

STATE = f"query {{ simulator {{ state {{ status speed simulationTime {MODIFIERS} }} }} }}"

RUNNING_CAMPAIGNS = """
query ($range: DateRangeInput!) {
  campaigns(first: 30, filter: { statuses: [RUNNING] }) {
    edges { node {
      id name objective startDate endDate channels budget { currency }
      metrics(range: $range, granularity: DAY, metrics: [SPEND, CONVERSIONS]) { metric points { at value } }
    } }
  }
}
"""

COSTS = """
query ($range: DateRangeInput!, $granularity: Granularity!) {
  campaigns(first: 30, filter: { statuses: [RUNNING] }) {
    edges { node {
      id
      metrics(range: $range, granularity: $granularity, metrics: [SPEND, CONVERSIONS]) { metric points { at value } }
    } }
  }
}
"""

PREVIEW = """
mutation ($input: ActivateScenarioInput!) {
  activateScenario(input: $input) {
    preview { stream before now peak peakAt backAt }
    estimatedDuration
    errors { code message hint }
  }
}
"""

ACTIVATE = """
mutation ($input: ActivateScenarioInput!) {
  activateScenario(input: $input) {
    modifier { name status startedAt endsAt settledAt }
    events { title description }
    errors { code message hint }
  }
}
"""

COMMANDS = "query { simulator { commands { number kind subject at } } }"

EFFECTS = """
query ($command: Int!, $range: DateTimeRangeInput!, $streams: [String!]) {
  simulator {
    counterfactual(command: $command, range: $range, streams: $streams, resolutionMinutes: 60) {
      streams { name relativeEffect }
    }
  }
}
"""

SPEED = """
mutation ($speed: Float!) { setSimulatorSpeed(input: { speed: $speed }) { errors { code message hint } } }
"""

STOP = """
mutation { stopScenario { settlingUntil errors { code message hint } } }
"""

RESET = """
mutation { resetSimulator { message errors { code message hint } } }
"""

FOLLOW_STATE = f"subscription {{ simulatorState {{ status speed effectiveSpeed simulationTime {MODIFIERS} }} }}"

FOLLOW_INSIGHTS = """
subscription {
  campaignInsights {
    id kind severity title text day
    evidence { label value unit threshold }
    campaign { id name }
    simulation { id }
  }
}
"""

RUN = """
mutation ($input: RunSimulationInput!) {
  runSimulation(input: $input) { simulation { id status } warnings errors { code message hint } }
}
"""

FOLLOW_RUN = """
subscription ($id: ID!) { simulationProgress(simulationId: $id) { status step percent message queuePosition } }
"""

CANCEL_RUN = """
mutation ($id: ID!) { cancelSimulation(input: { simulationId: $id }) { simulation { status } } }
"""

RESULT = """
query ($id: ID!) {
  simulation(id: $id) {
    status
    failure { message hint }
    confidence { level statement flagged }
    trajectories(metrics: [CPA], granularity: DAY) { points { at median intervals { level lower upper } } }
    risks { severity probability impact { amount currency } description }
    recommendations {
      title rationale steps
      impact { metric expected lower upper level probabilityWorse }
    }
    withheldRecommendations
    campaign { id name budget { currency } }
  }
}
"""

ADVISED = """
query {
  insights(first: 20, filter: { kinds: [RECOMMENDATION] }) {
    edges { node { campaign { id name status } } }
  }
}
"""
