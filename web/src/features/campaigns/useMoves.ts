/** Moves of status and approval, shown before the server has answered and taken back when it refuses. */

import { useState } from "react";
import { useAction } from "@/api/useAction";
import { type Move, type Pending, withPending } from "@/features/campaigns/moves";
import { UpdateCampaignDocument } from "@/features/campaigns/operations";
import type { Campaign } from "@/features/campaigns/rows";

export function useMoves(): {
  move: (campaign: Campaign, change: Move["change"]) => void;
  shown: (rows: readonly Campaign[]) => Campaign[];
} {
  const update = useAction(UpdateCampaignDocument);
  const [pending, setPending] = useState<Record<string, Pending>>({});

  function note(id: string, change: Pending | null): void {
    setPending(({ [id]: _, ...others }) => (change ? { ...others, [id]: change } : others));
  }

  async function move(campaign: Campaign, change: Move["change"]): Promise<void> {
    note(campaign.id, change);
    const data = await update.run({ input: { id: campaign.id, ...change } });
    note(campaign.id, data?.updateCampaign.campaign ?? null);
  }

  return {
    move: (campaign, change) => void move(campaign, change),
    shown: (rows) => withPending(rows, pending),
  };
}
