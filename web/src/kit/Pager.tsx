import { Button, Group, Text } from "@mantine/core";

type Props = {
  /** How many there are in all, in words. */
  told: string;
  isFirst: boolean;
  /** Where the next page begins; none on the last one. */
  older: string | null;
  onPage: (after: string | null) => void;
};

/** How many there are of something that is listed the newest first, and the way to the others. */
export function Pager({ told, isFirst, older, onPage }: Props) {
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {told}
      </Text>
      <Group gap="xs">
        {!isFirst && (
          <Button size="compact-sm" variant="default" onClick={() => onPage(null)}>
            Newest
          </Button>
        )}
        {older && (
          <Button size="compact-sm" variant="default" onClick={() => onPage(older)}>
            Older
          </Button>
        )}
      </Group>
    </Group>
  );
}
