import { Alert, Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAction } from "@/api/useAction";
import { AddMemberDocument } from "@/features/workspaces/operations";
import { useViewer } from "@/features/workspaces/Session";
import { MAY, type Role, rolesUpTo } from "@/features/workspaces/settings";
import { words } from "@/kit/format";

type Props = { opened: boolean; onClose: () => void; onAdded: () => void };

/** Bring somebody into the workspace. */
export function AddMember({ opened, onClose, onAdded }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Add a member"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form
        onAdded={() => {
          onClose();
          onAdded();
        }}
      />
    </Modal>
  );
}

function Form({ onAdded }: { onAdded: () => void }) {
  const viewer = useViewer();
  const action = useAction(AddMemberDocument, { quiet: true });
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("VIEWER");

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const input = { name: name.trim(), email: email.trim(), role };
    if (await action.run({ input })) onAdded();
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        {action.fault && (
          <Alert color="red" role="alert" title={action.fault.message}>
            {action.fault.hint}
          </Alert>
        )}
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label="E-mail"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label="Role"
          description={`May ${MAY[role]}.`}
          allowDeselect={false}
          value={role}
          onChange={(next) => next && setRole(next)}
          data={rolesUpTo(viewer.role).map((value) => ({ value, label: words(value) }))}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={action.running} disabled={!name.trim() || !email.trim()}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
