import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useAction } from "@/api/useAction";
import { DeleteCampaignDocument } from "@/features/campaigns/operations";
import type { Campaign } from "@/features/campaigns/rows";
import { Failure } from "@/kit/states";

type Props = { campaign: Campaign; onClose: () => void; onDeleted: (campaign: Campaign) => void };

/** Ask before a campaign is deleted, and say what goes with it. */
export function DeleteDialog({ campaign, onClose, onDeleted }: Props) {
  const remove = useAction(DeleteCampaignDocument, { quiet: true });

  async function confirm(): Promise<void> {
    if (await remove.run({ input: { id: campaign.id } })) onDeleted(campaign);
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={`Delete ${campaign.name}?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        <Text size="sm">With the campaign these go, for everybody, and they do not come back:</Text>
        <List size="sm">
          <List.Item>
            {campaign.dataVersion > 0
              ? "all metrics that were imported for it"
              : "its settings; it has no metrics"}
          </List.Item>
          <List.Item>its simulations, forecasts and insights</List.Item>
          <List.Item>its planned spend</List.Item>
        </List>
        {campaign.status === "RUNNING" && (
          <Text size="sm" fw={600}>
            It is running now.
          </Text>
        )}
        {remove.fault && <Failure fault={remove.fault} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={remove.running} onClick={() => void confirm()}>
            Delete campaign
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
