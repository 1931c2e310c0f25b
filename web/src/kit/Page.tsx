import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

type Props = {
  title: string;
  note?: ReactNode;
  controls?: ReactNode;
  children: ReactNode;
};

/** A page: its title is the document's as well. */
export function Page({ title, note, controls, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Pulsecast`;
  }, [title]);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end" wrap="wrap">
        <div>
          <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
            {title}
          </Title>
          {note && <Text c="dimmed">{note}</Text>}
        </div>
        {controls && <Group gap="xs">{controls}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
