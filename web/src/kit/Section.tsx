import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "@/kit/Section.module.css";

type Props = {
  title: string;
  /** What it shows, in a few words. */
  note?: ReactNode;
  /** Controls at the right of the title. */
  controls?: ReactNode;
  children: ReactNode;
  /** Keep this height while the content is still on its way, in pixels, so that nothing jumps. */
  minHeight?: number;
};

/** A part of a page with a title of its own. */
export function Section({ title, note, controls, children, minHeight }: Props) {
  const label = useId();
  return (
    <Paper
      component="section"
      aria-labelledby={label}
      withBorder
      radius="md"
      p="md"
      className={classes.section}
    >
      <Stack gap="sm" mih={minHeight}>
        <Group justify="space-between" align="flex-start" wrap="wrap" gap="xs">
          <div>
            <Title order={2} size="h4" id={label}>
              {title}
            </Title>
            {note && (
              <Text size="sm" c="dimmed">
                {note}
              </Text>
            )}
          </div>
          {controls}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
