import { Alert, Button, Code, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAction } from "@/api/useAction";
import { CreateApiKeyDocument } from "@/features/workspaces/operations";
import { useViewer } from "@/features/workspaces/Session";
import { expiry, LIVES, type Life, MAY, type Role, rolesUpTo } from "@/features/workspaces/settings";
import { words } from "@/kit/format";

type Props = { opened: boolean; onClose: () => void; onMade: () => void };

/** Make a key and show its secret, this once. */
export function CreateKey({ opened, onClose, onMade }: Props) {
  const [secret, setSecret] = useState<string | null>(null);

  function close(): void {
    onClose();
    setSecret(null);
  }

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={secret ? "Keep this key" : "Make a key"}
      // A secret that is shown once is not to vanish by a slip of the hand.
      closeOnClickOutside={secret === null}
      closeOnEscape={secret === null}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {secret ? (
        <Secret secret={secret} onClose={close} />
      ) : (
        <Form
          onMade={(made) => {
            setSecret(made);
            onMade();
          }}
        />
      )}
    </Modal>
  );
}

function Form({ onMade }: { onMade: (secret: string) => void }) {
  const viewer = useViewer();
  const action = useAction(CreateApiKeyDocument, { quiet: true });
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("VIEWER");
  const [life, setLife] = useState<Life>("90");

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const input = { name: name.trim(), role, expiresAt: expiry(life, Date.now()) };
    const data = await action.run({ input });
    if (data?.createApiKey.secret) onMade(data.createApiKey.secret);
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
          description="What it is for, to know it again."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          data-autofocus
        />
        <Select
          label="Role"
          description={`May ${MAY[role]}.`}
          allowDeselect={false}
          value={role}
          onChange={(next) => next && setRole(next)}
          data={rolesUpTo(viewer.role).map((value) => ({ value, label: words(value) }))}
        />
        <Select
          label="Expires"
          allowDeselect={false}
          value={life}
          onChange={(next) => next && setLife(next)}
          data={Object.entries(LIVES).map(([value, label]) => ({
            value: value as Life,
            label: words(label),
          }))}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={action.running} disabled={!name.trim()}>
            Make it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Stack>
      <Text size="sm">
        Copy it now and keep it in a safe place. It cannot be shown again: the server does not keep it.
      </Text>
      <Code block aria-label="Secret" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {secret}
      </Code>
      <Group justify="flex-end">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>I have kept it</Button>
      </Group>
    </Stack>
  );
}
