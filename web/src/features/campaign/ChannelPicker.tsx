import { Select } from "@mantine/core";
import type { Channel } from "@/features/simulations/operations";
import { channelName } from "@/kit/format";

type Props = {
  channels: readonly Channel[];
  /** None for all of them together. */
  value: Channel | null;
  onChange: (channel: Channel | undefined) => void;
};

/** Choose one channel of a campaign, or all. */
export function ChannelPicker({ channels, value, onChange }: Props) {
  return (
    <Select
      aria-label="Channel"
      size="xs"
      w={150}
      placeholder="All channels"
      clearable
      clearButtonProps={{ "aria-label": "All channels" }}
      value={value}
      onChange={(next) => onChange(next ?? undefined)}
      data={channels.map((one) => ({ value: one, label: channelName(one) }))}
    />
  );
}
