import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useAction } from "@/api/useAction";
import { SignInDocument } from "@/features/workspaces/operations";

type Props = {
  /** From a link that signs in once. */
  token: string | null;
  onSignedIn: () => void;
};

/** Sign in with an API key, or by itself with the token of a link. */
export function SignInPage({ token, onSignedIn }: Props) {
  const signIn = useAction(SignInDocument, { quiet: true });
  const [key, setKey] = useState("");
  const tried = useRef(false);

  async function enter(input: { key: string } | { token: string }): Promise<void> {
    if (await signIn.run({ input })) onSignedIn();
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: a token is good for one try
  useEffect(() => {
    document.title = "Sign in · Pulsecast";
    if (token && !tried.current) {
      tried.current = true;
      void enter({ token });
    }
  }, [token]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (key.trim()) void enter({ key: key.trim() });
  }

  return (
    <Center component="main" mih="100vh" p="md" bg="var(--pulsecast-ground)">
      <Paper withBorder p="xl" w="100%" maw={420} radius="md">
        <form onSubmit={submit}>
          <Stack>
            <div>
              <img src="/pulsecast.svg" alt="" width={40} height={40} />
              <Title order={1} size="h3" mt="sm">
                Sign in to Pulsecast
              </Title>
              <Text size="sm" c="dimmed">
                With an API key: the first start of the server prints the owner’s, and members make their own
                under Settings.
              </Text>
            </div>
            {signIn.fault && (
              <Alert color="red" role="alert" title={signIn.fault.message}>
                {signIn.fault.hint}
              </Alert>
            )}
            <PasswordInput
              label="API key"
              name="key"
              autoComplete="current-password"
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              autoFocus
            />
            <Button type="submit" loading={signIn.running} disabled={!key.trim()}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
