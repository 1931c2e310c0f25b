import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { Fault } from "@/api/faults";

type Props = {
  opened: boolean;
  /** The question. */
  title: string;
  /** What happens, and what will be lost. */
  children: ReactNode;
  /** What the button does, as a verb: “Revoke”. */
  action: string;
  /** Whether something is lost. */
  danger?: boolean;
  running: boolean;
  /** Why it did not work. */
  fault?: Fault | null;
  onConfirm: () => void;
  onClose: () => void;
};

/** Ask before something is done that cannot easily be undone. */
export function Confirm({
  opened,
  title,
  children,
  action,
  danger,
  running,
  fault,
  onConfirm,
  onClose,
}: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        {children}
        {fault && (
          <Alert color="red" role="alert" title={fault.message}>
            {fault.hint}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Leave it
          </Button>
          <Button color={danger ? "red" : undefined} loading={running} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
