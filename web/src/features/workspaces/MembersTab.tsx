import { Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { AddMember } from "@/features/workspaces/AddMember";
import { ChangeRole, RemoveMember } from "@/features/workspaces/MemberActions";
import { WorkspaceDocument } from "@/features/workspaces/operations";
import { useMay, useViewer } from "@/features/workspaces/Session";
import { MAY, type Member, mayManage, ROLES } from "@/features/workspaces/settings";
import { type Column, DataTable } from "@/kit/DataTable";
import { date, words } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered } from "@/kit/states";

/** Who is in the workspace, and what each may do. */
export function MembersTab() {
  const [answer, refresh] = useQuery({ query: WorkspaceDocument });
  const [adding, setAdding] = useState(false);
  const may = useMay("ADMIN");

  function reload(): void {
    refresh({ requestPolicy: "network-only" });
  }

  return (
    <Section
      title="Members"
      note="Nobody gives or changes a role above the own, and the last owner stays."
      minHeight={260}
      controls={
        may && (
          <Button size="compact-md" onClick={() => setAdding(true)}>
            Add a member
          </Button>
        )
      }
    >
      <Answered answer={answer} onRetry={reload} rows={4} height={36}>
        {({ viewer: { workspace } }) => <Members members={workspace.members} onChanged={reload} />}
      </Answered>
      <Text size="sm" c="dimmed">
        {ROLES.map((role) => `${words(role)}: may ${MAY[role]}.`).join(" ")}
      </Text>
      <AddMember opened={adding} onClose={() => setAdding(false)} onAdded={reload} />
    </Section>
  );
}

function Members({ members, onChanged }: { members: readonly Member[]; onChanged: () => void }) {
  const viewer = useViewer();
  const may = useMay("ADMIN");
  const columns: Column<Member>[] = [
    {
      key: "name",
      head: "Name",
      cell: (member) => (
        <Text size="sm" span>
          {member.name}
          {member.id === viewer.id && (
            <Text span size="sm" c="dimmed">
              {" "}
              (you)
            </Text>
          )}
        </Text>
      ),
    },
    { key: "email", head: "E-mail", cell: (member) => member.email },
    { key: "role", head: "Role", cell: (member) => words(member.role) },
    { key: "since", head: "Member since", cell: (member) => date(member.createdAt) },
    ...(may
      ? [
          {
            key: "actions",
            head: <VisuallyHidden>What can be done</VisuallyHidden>,
            numeric: true,
            cell: (member: Member) =>
              mayManage(viewer.role, member) && (
                <Group gap="xs" justify="flex-end" wrap="nowrap">
                  <ChangeRole member={member} onDone={onChanged} />
                  <RemoveMember member={member} onDone={onChanged} />
                </Group>
              ),
          },
        ]
      : []),
  ];
  return (
    <DataTable
      caption="Members of the workspace"
      columns={columns}
      rows={members}
      rowKey={(member) => member.id}
      minWidth={640}
    />
  );
}
