import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useQuery } from "urql";
import { CampaignForm } from "@/features/campaigns/CampaignForm";
import { CampaignList } from "@/features/campaigns/CampaignList";
import { DeleteDialog } from "@/features/campaigns/DeleteDialog";
import { Filters } from "@/features/campaigns/Filters";
import { ForecastProgress, useForecasting } from "@/features/campaigns/ForecastAll";
import { type Draft, emptyDraft } from "@/features/campaigns/form";
import { ImportWizard } from "@/features/campaigns/importing/ImportWizard";
import {
  CampaignsBeforeDocument,
  CampaignsDocument,
  type CampaignsQuery,
} from "@/features/campaigns/operations";
import { type Campaign, industriesOf } from "@/features/campaigns/rows";
import {
  type CampaignsSearch,
  type ListVariables,
  listVariables,
  refined,
  UNCHOSEN,
} from "@/features/campaigns/search";
import { useMoves } from "@/features/campaigns/useMoves";
import { useMay } from "@/features/workspaces/Session";
import { Page } from "@/kit/Page";
import { isoDay } from "@/kit/range";

/** An empty list names no type; a campaign that is made has to bring it up to date all the same. */
const LIST = { additionalTypenames: ["Campaign"] };

type Open = { kind: "form"; campaign: Campaign | null } | { kind: "delete"; campaign: Campaign };

/** All campaigns: find them, make them, move them on, and bring their metrics in. */
export function CampaignsPage() {
  const search = useSearch({ from: "/campaigns" });
  const navigate = useNavigate({ from: "/campaigns" });
  const mayEdit = useMay("ANALYST");
  const [today] = useState(() => new Date());
  const [open, setOpen] = useState<Open | null>(null);
  const { import: _, ...narrowed } = search;
  const key = JSON.stringify(narrowed);
  const variables = useMemo(() => listVariables(JSON.parse(key) as CampaignsSearch, today), [key, today]);
  const [answer, refresh] = useQuery<CampaignsQuery, ListVariables>({
    query: search.before ? CampaignsBeforeDocument : CampaignsDocument,
    variables,
    context: LIST,
  });
  const again = () => refresh({ requestPolicy: "network-only" });
  const moves = useMoves();
  const forecasting = useForecasting(again);
  const rows = answer.data?.campaigns.edges.map((edge) => edge.node) ?? [];
  const create = () => setOpen({ kind: "form", campaign: null });

  function go(next: CampaignsSearch, replace = false): void {
    void navigate({ search: next, replace });
  }

  return (
    <Page
      title="Campaigns"
      note="Find them, move them on, and bring their metrics in"
      controls={
        mayEdit && (
          <>
            <Button
              variant="default"
              onClick={forecasting.begin}
              loading={forecasting.beginning}
              disabled={forecasting.atWork}
            >
              Forecast all
            </Button>
            <Button variant="default" onClick={() => go({ ...search, import: UNCHOSEN })}>
              Import metrics
            </Button>
            <Button onClick={create}>New campaign</Button>
          </>
        )
      }
    >
      <ForecastProgress forecasting={forecasting} />
      <Filters
        search={search}
        industries={industriesOf(rows)}
        onRefine={(change) => go(refined(search, change), true)}
      />
      <CampaignList
        answer={answer}
        variables={variables}
        search={search}
        rows={moves.shown(rows)}
        onRetry={again}
        onGo={go}
        onCreate={mayEdit ? create : null}
        menu={{
          onMove: moves.move,
          onEdit: (campaign) => setOpen({ kind: "form", campaign }),
          onImport: (campaign) => go({ ...search, import: campaign.id }),
          onDelete: (campaign) => setOpen({ kind: "delete", campaign }),
        }}
      />
      <Dialogs open={open} today={today} rows={rows} onClose={() => setOpen(null)} onChanged={again} />
      {mayEdit && search.import && (
        <ImportWizard
          campaignId={search.import === UNCHOSEN ? null : search.import}
          onChoose={(id) => go({ ...search, import: id }, true)}
          onImported={again}
          onClose={() => go(narrowed)}
        />
      )}
    </Page>
  );
}

type DialogsProps = {
  open: Open | null;
  today: Date;
  rows: readonly Campaign[];
  onClose: () => void;
  onChanged: () => void;
};

function Dialogs({ open, today, rows, onClose, onChanged }: DialogsProps) {
  const draft = useRef<Draft | null>(null);
  if (open?.kind === "delete") {
    return (
      <DeleteDialog
        campaign={open.campaign}
        onClose={onClose}
        onDeleted={({ name }) => {
          onClose();
          onChanged();
          notifications.show({ color: "green", message: `${name} was deleted.` });
        }}
      />
    );
  }
  if (open?.kind === "form") {
    return (
      <CampaignForm
        campaign={open.campaign}
        draft={draft.current ?? emptyDraft(isoDay(today), usualCurrency(rows))}
        industries={industriesOf(rows)}
        onDraft={(typed) => {
          draft.current = typed;
        }}
        onSaved={({ name }) => {
          if (!open.campaign) draft.current = null;
          onClose();
          notifications.show({
            color: "green",
            message: open.campaign
              ? `${name} was changed.`
              : `${name} was created. Its metrics can come in now.`,
          });
        }}
        onClose={onClose}
      />
    );
  }
  return null;
}

/** The currency that most rows have. */
function usualCurrency(rows: readonly Campaign[]): string {
  const uses = new Map<string, number>();
  for (const { budget } of rows) uses.set(budget.currency, (uses.get(budget.currency) ?? 0) + 1);
  return [...uses].sort((one, other) => other[1] - one[1])[0]?.[0] ?? "USD";
}
