import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import { type AudienceKind, StartPredictionBatchDocument } from "@/features/audiences/operations";
import { LONGEST_TEXT } from "@/features/audiences/questions";
import type { Serving } from "@/features/audiences/serving";
import { Untrained } from "@/features/audiences/Untrained";
import { KINDS, NAMED } from "@/features/audiences/words";
import type { JobUpdates } from "@/features/jobs/useJobUpdates";
import { Section } from "@/kit/Section";
import { Failure } from "@/kit/states";

const SCOPE: Record<AudienceKind, string> = {
  EMAIL: "Each segment and each hour from 6 to 22 UTC of the next week.",
  AUDIENCE: "The next weeks of each cohort of each segment.",
  CONTENT: "Each piece that was shown lately.",
};

type Props = {
  serving: Serving;
  updates: JobUpdates;
  /** Told the id of the batch. */
  onStarted: (id: string) => void;
};

/** Have everything of a kind predicted. */
export function StartBatch({ serving, updates, onStarted }: Props) {
  const [kind, setKind] = useState<AudienceKind>("EMAIL");
  const [subject, setSubject] = useState("");
  const start = useAction(StartPredictionBatchDocument, { quiet: true });
  const tooLong = subject.trim().length > LONGEST_TEXT;

  async function begin(): Promise<void> {
    const given = kind === "EMAIL" ? subject.trim() || null : null;
    const data = await start.run({ input: { kind, subject: given } });
    if (data?.startPredictionBatch.batch) onStarted(data.startPredictionBatch.batch.id);
  }

  return (
    <Section title="Predict everything of a kind" note={SCOPE[kind]}>
      {start.fault && <Failure fault={start.fault} />}
      <form
        aria-label="Predict everything of a kind"
        onSubmit={(event) => {
          event.preventDefault();
          if (!tooLong) void begin();
        }}
      >
        <Group align="flex-start">
          <Select
            label="Of what"
            allowDeselect={false}
            w={160}
            value={kind}
            onChange={(next) => {
              start.clear();
              setKind(next as AudienceKind);
            }}
            data={KINDS.map((value) => ({ value, label: NAMED[value].name }))}
          />
          {kind === "EMAIL" && (
            <TextInput
              label="Subject line"
              placeholder="That of the latest send to each segment"
              flex={1}
              miw={220}
              value={subject}
              onChange={(event) => setSubject(event.currentTarget.value)}
              error={tooLong && `At most ${LONGEST_TEXT} characters.`}
            />
          )}
          <Button
            type="submit"
            mt={{ base: 0, xs: 25 }}
            loading={start.running}
            disabled={serving.models[kind] == null}
          >
            Start the batch
          </Button>
        </Group>
      </form>
      {serving.models[kind] === null ? (
        <Untrained kind={kind} updates={updates} />
      ) : (
        <Text size="xs" c="dimmed">
          It goes on when you leave this page, and after a restart of the server.
        </Text>
      )}
    </Section>
  );
}
