import { ActionIcon, Button, Group, type InputWrapperProps, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { Fault } from "@/api/faults";
import { Icon } from "@/app/Icon";
import type { Catalogue, Preview } from "@/features/simulators/model";
import { PreviewTable } from "@/features/simulators/PreviewTable";
import { Section } from "@/kit/Section";
import { Failure } from "@/kit/states";

type Props = {
  title: string;
  note: string;
  catalogue: Catalogue;
  /** What the order would do; null before it was asked for. */
  told: { preview: readonly Preview[]; warnings: readonly string[] } | null;
  /** Said when it would change no rate. */
  none?: string;
  running: boolean;
  fault: Fault | null;
  /** What the button does, as a verb. */
  action: string;
  onGive: (dryRun: boolean) => void;
  /** The fields. */
  children: ReactNode;
};

/** A form for an order to the simulator, which can be looked at before it is given. */
export function OrderForm({
  title,
  note,
  catalogue,
  told,
  none,
  running,
  fault,
  action,
  onGive,
  children,
}: Props) {
  return (
    <Section title={title} note={note}>
      <Stack gap="md">
        {children}
        {fault && <Failure fault={fault} />}
        {told && (
          <PreviewTable
            preview={told.preview}
            warnings={told.warnings}
            streams={catalogue.streams}
            scenarios={catalogue.scenarios}
            none={none}
          />
        )}
        <Group>
          <Button variant="default" loading={running} onClick={() => onGive(true)}>
            Preview
          </Button>
          <Button loading={running} onClick={() => onGive(false)}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}

/** Hints stand below their fields, so that fields in a row stay in line. */
export const BELOW: InputWrapperProps["inputWrapperOrder"] = ["label", "input", "description", "error"];

const CROSS = "M6 6l12 12M18 6 6 18";

/** Take a row of a form away. */
export function RemoveRow({ name, mt = 4, onRemove }: { name: string; mt?: number; onRemove: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" mt={mt} aria-label={`Remove ${name}`} onClick={onRemove}>
      <Icon path={CROSS} />
    </ActionIcon>
  );
}
