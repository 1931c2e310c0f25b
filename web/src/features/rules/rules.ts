/** Rules in words, and as a form holds them. */

import type {
  MetricType,
  RuleComparator,
  RuleDirection,
  RuleForm,
  RuleInput,
  RuleKind,
  RuleRowFragment,
} from "@/features/rules/operations";
import { metricName, number, share } from "@/kit/format";

export type Rule = RuleRowFragment;
export type Condition = Rule["condition"];

export const METRICS: readonly MetricType[] = [
  "IMPRESSIONS",
  "REACH",
  "CLICKS",
  "CONVERSIONS",
  "ENGAGEMENT",
  "SPEND",
  "REVENUE",
  "CTR",
  "CPC",
  "CPM",
  "CPA",
  "ROAS",
];

export const KINDS: Record<RuleKind, string> = {
  THRESHOLD: "A metric against a value",
  TREND: "A metric that rises or falls",
  ANOMALY: "A day that is not as usual",
  COMPARISON: "Two metrics put together",
};

export const COMPARATORS: Record<RuleComparator, string> = {
  ABOVE: "above",
  AT_LEAST: "at least",
  BELOW: "below",
  AT_MOST: "at most",
  EQUAL: "equal to",
  NOT_EQUAL: "other than",
};

export const DIRECTIONS: Record<RuleDirection, string> = { INCREASING: "rises", DECREASING: "falls" };

export const FORMS: Record<RuleForm, string> = { RATIO: "divided by", DIFFERENCE: "less" };

/** Say when a rule fires. */
export function told(condition: Condition): string {
  const metric = metricName(condition.metric);
  const { comparator, form, other, direction } = condition;
  const bound = `${comparator ? COMPARATORS[comparator] : ""} ${number(condition.value, 4)}`;
  const days = number(condition.periodDays);
  switch (condition.kind) {
    case "THRESHOLD":
      return condition.horizonDays === null
        ? `${metric} of a day is ${bound}`
        : `${metric} forecast for day ${number(condition.horizonDays)} is ${bound}`;
    case "TREND":
      return `${metric} ${direction ? DIRECTIONS[direction] : ""} by ${share(condition.leastChange, 1)} or more, ${days} days against the ${days} before`;
    case "ANOMALY":
      return `${metric} of a day is ${number(condition.leastZ, 1)} robust deviations or more from the usual of ${days} days`;
    case "COMPARISON":
      return `${metric} ${form ? FORMS[form] : ""} ${other ? metricName(other) : ""} is ${bound}`;
  }
}

/** What a form holds: every field of every kind, so that changing the kind forgets nothing. */
export type Draft = {
  name: string;
  campaignId: string | null;
  enabled: boolean;
  priority: number;
  tags: string[];
  kind: RuleKind;
  metric: MetricType;
  comparator: RuleComparator;
  value: number;
  horizonDays: number | null;
  direction: RuleDirection;
  /** In percent, as a person writes it. */
  changePercent: number;
  periodDays: number;
  leastZ: number;
  other: MetricType;
  form: RuleForm;
};

const FRESH: Draft = {
  name: "",
  campaignId: null,
  enabled: true,
  priority: 5,
  tags: [],
  kind: "ANOMALY",
  metric: "CLICKS",
  comparator: "BELOW",
  value: 0,
  horizonDays: null,
  direction: "DECREASING",
  changePercent: 10,
  periodDays: 28,
  leastZ: 2.5,
  other: "SPEND",
  form: "RATIO",
};

/** Return what a form begins with: a rule as it is, or what a new one usually is. */
export function draftOf(rule: Rule | null): Draft {
  if (!rule) return FRESH;
  const { condition } = rule;
  return {
    name: rule.name,
    campaignId: rule.campaign?.id ?? null,
    enabled: rule.enabled,
    priority: rule.priority,
    tags: [...rule.tags],
    kind: condition.kind,
    metric: condition.metric,
    comparator: condition.comparator ?? FRESH.comparator,
    value: condition.value ?? FRESH.value,
    horizonDays: condition.horizonDays,
    direction: condition.direction ?? FRESH.direction,
    changePercent: condition.leastChange === null ? FRESH.changePercent : percent(condition.leastChange),
    periodDays: condition.periodDays ?? FRESH.periodDays,
    leastZ: condition.leastZ ?? FRESH.leastZ,
    other: condition.other ?? FRESH.other,
    form: condition.form ?? FRESH.form,
  };
}

const percent = (ratio: number): number => Number((ratio * 100).toFixed(6));

/** Return what is sent: only the fields that the kind uses. */
export function inputOf(draft: Draft): RuleInput {
  const { name, campaignId, enabled, priority, tags, kind, metric } = draft;
  const of: Record<RuleKind, Partial<Condition>> = {
    THRESHOLD: { comparator: draft.comparator, value: draft.value, horizonDays: draft.horizonDays },
    TREND: {
      direction: draft.direction,
      leastChange: draft.changePercent / 100,
      periodDays: draft.periodDays,
    },
    ANOMALY: { leastZ: draft.leastZ, periodDays: draft.periodDays },
    COMPARISON: {
      comparator: draft.comparator,
      value: draft.value,
      other: draft.other,
      form: draft.form,
    },
  };
  return { name: name.trim(), campaignId, enabled, priority, tags, condition: { kind, metric, ...of[kind] } };
}

/** Return whether a rule can be tried on the past: past forecasts are not kept. */
export const mayTry = ({ condition }: Rule): boolean => condition.horizonDays === null;

/** Say how much better a rule does than chance. */
export function worth(precision: number | null, usual: number | null, known: number): string {
  if (precision === null) return "It is not known of any firing what came after.";
  const found = `What you expect came after ${share(precision)} of ${known === 1 ? "1 firing" : `${number(known)} firings`}`;
  return usual === null ? `${found}.` : `${found}; a rule that fires at random would reach ${share(usual)}.`;
}
