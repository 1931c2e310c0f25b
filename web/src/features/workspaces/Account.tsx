import { Button, Menu, Text } from "@mantine/core";
import { useAction } from "@/api/useAction";
import { SignOutDocument } from "@/features/workspaces/operations";
import { useSession } from "@/features/workspaces/Session";
import { words } from "@/kit/format";

/** Who is signed in, where, and the way out. */
export function Account() {
  const { viewer, leave } = useSession();
  const signOut = useAction(SignOutDocument);
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="default" size="compact-sm" maw={180} miw={0} flex="0 1 auto">
          <Text span inherit truncate>
            {viewer.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600}>
            {viewer.workspace.name}
          </Text>
          <Text size="xs">
            {words(viewer.role)} · Pulsecast {viewer.version}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut.run({}).then((data) => data && leave())}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
