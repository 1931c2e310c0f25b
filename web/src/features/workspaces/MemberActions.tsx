import { Button, Select, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import { ChangeMemberRoleDocument, RemoveMemberDocument } from "@/features/workspaces/operations";
import { useSession } from "@/features/workspaces/Session";
import { MAY, type Member, type Role, rolesUpTo } from "@/features/workspaces/settings";
import { Confirm } from "@/kit/Confirm";
import { words } from "@/kit/format";

type Props = { member: Member; onDone: () => void };

/** Give a member another role. */
export function ChangeRole({ member, onDone }: Props) {
  const { viewer } = useSession();
  const [asking, { open, close }] = useDisclosure();
  const [role, setRole] = useState<Role>(member.role);
  const action = useAction(ChangeMemberRoleDocument, { quiet: true });
  const own = member.id === viewer.id;

  function begin(): void {
    setRole(member.role);
    action.clear();
    open();
  }

  async function confirm(): Promise<void> {
    if (!(await action.run({ input: { memberId: member.id, role } }))) return;
    close();
    // What one may do oneself is all over the page.
    if (own) window.location.reload();
    else onDone();
  }

  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        onClick={begin}
        aria-label={`Change the role of ${member.name}`}
      >
        Change role
      </Button>
      <Confirm
        opened={asking}
        onClose={close}
        title={`Which role for ${member.name}?`}
        action="Change role"
        running={action.running}
        fault={action.fault}
        onConfirm={() => void confirm()}
      >
        <Select
          label="Role"
          allowDeselect={false}
          value={role}
          onChange={(next) => next && setRole(next)}
          data={rolesUpTo(viewer.role).map((value) => ({ value, label: words(value) }))}
        />
        <Text size="sm">
          May then {MAY[role]}. It holds at once, for API keys and signed-in browsers as well.
          {own && " This is about you: you cannot give yourself back what you give away."}
        </Text>
      </Confirm>
    </>
  );
}

/** Remove a member, with everything that opens the workspace to them. */
export function RemoveMember({ member, onDone }: Props) {
  const { viewer, leave } = useSession();
  const [asking, { open, close }] = useDisclosure();
  const action = useAction(RemoveMemberDocument, { quiet: true });
  const own = member.id === viewer.id;

  function begin(): void {
    action.clear();
    open();
  }

  async function confirm(): Promise<void> {
    if (!(await action.run({ input: { memberId: member.id } }))) return;
    close();
    if (own) leave();
    else onDone();
  }

  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        c="red"
        onClick={begin}
        aria-label={`Remove ${member.name}`}
      >
        Remove
      </Button>
      <Confirm
        opened={asking}
        onClose={close}
        title={`Remove ${member.name}?`}
        action="Remove"
        danger
        running={action.running}
        fault={action.fault}
        onConfirm={() => void confirm()}
      >
        <Text size="sm">
          {own ? "This is you. Your" : "Their"} API keys are deleted, and browsers that are signed in are
          signed out. Campaigns and simulations stay.
        </Text>
      </Confirm>
    </>
  );
}
