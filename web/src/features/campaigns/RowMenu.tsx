import { ActionIcon, Menu } from "@mantine/core";
import { Icon } from "@/app/Icon";
import { approvalMoves, type Move, statusMoves } from "@/features/campaigns/moves";
import type { Campaign } from "@/features/campaigns/rows";
import { useMay } from "@/features/workspaces/Session";

const DOTS = "M12 5.5v.01M12 12v.01M12 18.5v.01";

export type RowMenuProps = {
  campaign: Campaign;
  onMove: (campaign: Campaign, change: Move["change"]) => void;
  onEdit: (campaign: Campaign) => void;
  onImport: (campaign: Campaign) => void;
  onDelete: (campaign: Campaign) => void;
};

/** What can be done with a campaign, for those who may. */
export function RowMenu({ campaign, onMove, onEdit, onImport, onDelete }: RowMenuProps) {
  const mayEdit = useMay("ANALYST");
  const mayLead = useMay("ADMIN");
  if (!mayEdit) return null;
  return (
    <Menu position="bottom-end" width={230} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${campaign.name}`}>
          <Icon path={DOTS} size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onEdit(campaign)}>Edit …</Menu.Item>
        <Menu.Item onClick={() => onImport(campaign)}>Import metrics …</Menu.Item>
        <Moves label="Status" moves={statusMoves(campaign)} onMove={(change) => onMove(campaign, change)} />
        <Moves
          label="Approval"
          moves={approvalMoves(campaign, mayLead)}
          onMove={(change) => onMove(campaign, change)}
        />
        {mayLead && (
          <>
            <Menu.Divider />
            <Menu.Item c="var(--mantine-color-red-text)" onClick={() => onDelete(campaign)}>
              Delete …
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

type MovesProps = { label: string; moves: readonly Move[]; onMove: (change: Move["change"]) => void };

function Moves({ label, moves, onMove }: MovesProps) {
  if (moves.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{label}</Menu.Label>
      {moves.map((move) => (
        <Menu.Item key={move.label} disabled={Boolean(move.reason)} onClick={() => onMove(move.change)}>
          {move.label}
          {move.reason && ` (${move.reason.charAt(0).toLowerCase()}${move.reason.slice(1)})`}
        </Menu.Item>
      ))}
    </>
  );
}
