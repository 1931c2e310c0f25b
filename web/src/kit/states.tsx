/** What stands where content is not yet, not at all, or not as it should be. */

import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import type { CombinedError } from "@urql/core";
import type { ReactNode } from "react";
import { type Fault, faultOf } from "@/api/faults";

/** Rows of grey while content is on its way; as tall as the content will be. */
export function Loading({ rows = 4, height = 22 }: { rows?: number; height?: number }) {
  return (
    <Stack gap="sm" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of grey have nothing else
        <Skeleton key={row} height={height} radius="sm" />
      ))}
    </Stack>
  );
}

/** Says that there is nothing, why, and what to do about it. */
export function Empty({ title, hint, action }: { title: string; hint: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="xl" ta="center">
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" size="sm" maw={460}>
        {hint}
      </Text>
      {action}
    </Stack>
  );
}

/** Says what went wrong and what to do. */
export function Failure({ fault, onRetry }: { fault: Fault; onRetry?: () => void }) {
  return (
    <Alert color="red" title={fault.message} role="alert">
      <Group justify="space-between">
        <Text size="sm">{fault.hint ?? "Try again."}</Text>
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

type Answer<Data> = { data?: Data; error?: CombinedError; fetching: boolean; stale: boolean };

type AnsweredProps<Data> = {
  answer: Answer<Data>;
  onRetry: () => void;
  /** How many rows of grey stand there until the first answer. */
  rows?: number;
  height?: number;
  children: (data: Data) => ReactNode;
};

/** Show an answer; until there is one, grey; when there is none, why. What was known stays when a refresh fails. */
export function Answered<Data>({ answer, onRetry, rows, height, children }: AnsweredProps<Data>) {
  const { data, error } = answer;
  // An answer that is an error as a whole has null as its data.
  if (data === undefined || data === null) {
    return error ? (
      <Failure fault={faultOf(error)} onRetry={onRetry} />
    ) : (
      <Loading rows={rows} height={height} />
    );
  }
  return (
    <>
      {error && <Failure fault={faultOf(error)} onRetry={onRetry} />}
      {children(data)}
    </>
  );
}
