import { Anchor, type AnchorProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";

type Props = { campaign: { id: string; name: string } } & Pick<AnchorProps, "size" | "underline">;

/** The name of a campaign, which leads to its page. */
export function CampaignLink({ campaign, size = "sm", underline }: Props) {
  return (
    <Anchor
      size={size}
      underline={underline}
      renderRoot={(props) => (
        <Link to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} {...props} />
      )}
    >
      {campaign.name}
    </Anchor>
  );
}
