import { Button, Group, Stack, TagsInput } from "@mantine/core";
import type { Stream } from "@/features/streams/live";
import { MOST_TOPICS, type Selection, suggestions } from "@/features/streams/topics";

const PRESETS: readonly { label: string; topics: readonly string[] }[] = [
  { label: "Everything", topics: ["*"] },
  { label: "Unusual", topics: ["anomalies"] },
  { label: "Bookings", topics: ["session.booking.*"] },
  { label: "Trouble", topics: ["support.*", "system.error.log", "customer.subscription.payment_failure"] },
  { label: "Rare", topics: ["low-frequency"] },
];

type Props = {
  catalogue: readonly Stream[];
  topics: readonly string[];
  selection: Selection;
  onChange: (topics: readonly string[]) => void;
};

/** Choose which events are listed, in the words of the API. */
export function Topics({ catalogue, topics, selection, onChange }: Props) {
  const faults = selection.unknown.map(
    ({ topic, near }) =>
      `There is no stream or topic “${topic}”.${near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : ""}`,
  );
  return (
    <Stack gap={6}>
      <TagsInput
        label="Topics"
        description="Names of streams, a domain such as session.*, high-frequency, anomalies, or * for all"
        size="xs"
        value={[...topics]}
        data={suggestions(catalogue)}
        limit={12}
        maxTags={MOST_TOPICS}
        splitChars={[",", " "]}
        placeholder="Add a topic"
        clearable={false}
        error={faults.length > 0 ? faults.join(" ") : undefined}
        onChange={onChange}
        maxDropdownHeight={260}
        comboboxProps={{ withinPortal: true }}
      />
      <Group gap={6}>
        {PRESETS.map((preset) => (
          <Button
            key={preset.label}
            size="compact-xs"
            variant={preset.topics.join() === topics.join() ? "light" : "default"}
            aria-pressed={preset.topics.join() === topics.join()}
            onClick={() => onChange(preset.topics)}
          >
            {preset.label}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
