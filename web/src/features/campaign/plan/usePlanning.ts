import { useState } from "react";
import { useMutation } from "urql";
import { type Fault, faultOf } from "@/api/faults";
import { type Channel, PlanSpendDocument } from "@/features/campaign/operations";
import { type Entry, inputOf, type PlanFaults, planFaults, planned } from "@/features/campaign/plan/entry";

const NONE: PlanFaults = { entries: [], channel: null, rest: [] };

export type Planning = {
  running: boolean;
  faults: PlanFaults;
  /** Send what is entered; nothing is stored unless all of it can be. Return whether it was. */
  save: (channel: Channel, entries: readonly Entry[], mayClear: boolean) => Promise<boolean>;
  clear: () => void;
};

/** State a plan, and know what is wrong with it at the entry where it is wrong. */
export function usePlanning(campaignId: string): Planning {
  const [{ fetching }, mutate] = useMutation(PlanSpendDocument);
  const [faults, setFaults] = useState(NONE);

  async function save(channel: Channel, entries: readonly Entry[], mayClear: boolean): Promise<boolean> {
    const plan = planned(entries, mayClear);
    if (plan.faults.length > 0) {
      setFaults({ ...NONE, entries: plan.faults });
      return false;
    }
    const { data, error } = await mutate({ input: inputOf(campaignId, channel, plan) });
    if (data?.planSpend.campaign) {
      setFaults(NONE);
      return true;
    }
    const other: Fault = error ? faultOf(error) : { message: "The server gave no answer." };
    setFaults(data ? planFaults(data.planSpend.errors, plan, entries) : { ...NONE, rest: [other] });
    return false;
  }

  return { running: fetching, faults, save, clear: () => setFaults(NONE) };
}
