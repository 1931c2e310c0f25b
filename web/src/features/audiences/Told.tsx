import { Stack, Text } from "@mantine/core";
import type { CombinedError } from "@urql/core";
import { useRef } from "react";
import { useQuery } from "urql";
import { faultOf } from "@/api/faults";
import {
  type AudienceKind,
  PredictAudienceDocument,
  PredictContentDocument,
  PredictEmailDocument,
  type PredictionFragment,
} from "@/features/audiences/operations";
import { Predicted } from "@/features/audiences/Predicted";
import { audienceQuestion, contentQuestion, type Draft, emailQuestion } from "@/features/audiences/questions";
import { isUntrained } from "@/features/audiences/serving";
import { Untrained } from "@/features/audiences/Untrained";
import type { JobUpdates } from "@/features/jobs/useJobUpdates";
import { number } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Empty, Failure, Loading } from "@/kit/states";

type Props = { kind: AudienceKind; draft: Draft; updates: JobUpdates };

/** What the model that serves says to a question. */
export function Told({ kind, ...props }: Props) {
  if (kind === "EMAIL") return <OfEmail {...props} />;
  return kind === "AUDIENCE" ? <OfAudience {...props} /> : <OfContent {...props} />;
}

type AskedProps = Omit<Props, "kind">;

function OfEmail({ draft, updates }: AskedProps) {
  const { input, missing } = emailQuestion(draft);
  const [{ data, error, fetching }, ask] = useQuery({
    query: PredictEmailDocument,
    variables: { input: input ?? { segment: "", subject: "", at: "" } },
    pause: input === null,
  });
  const again = () => ask({ requestPolicy: "network-only" });
  const told = { prediction: data?.predictEmail, error, fetching, missing, again, updates };
  return <Answer kind="EMAIL" {...told} />;
}

function OfAudience({ draft, updates }: AskedProps) {
  const { input, missing } = audienceQuestion(draft);
  const [{ data, error, fetching }, ask] = useQuery({
    query: PredictAudienceDocument,
    variables: { input: input ?? { segment: "" } },
    pause: input === null,
  });
  const again = () => ask({ requestPolicy: "network-only" });
  const told = { prediction: data?.predictAudience, error, fetching, missing, again, updates };
  return <Answer kind="AUDIENCE" {...told} />;
}

function OfContent({ draft, updates }: AskedProps) {
  const { input, missing } = contentQuestion(draft);
  const [{ data, error, fetching }, ask] = useQuery({
    query: PredictContentDocument,
    variables: { input: input ?? {} },
    pause: input === null,
  });
  const again = () => ask({ requestPolicy: "network-only" });
  const told = { prediction: data?.predictContent, error, fetching, missing, again, updates };
  return <Answer kind="CONTENT" {...told} />;
}

type AnswerProps = {
  kind: AudienceKind;
  prediction: PredictionFragment | undefined;
  error: CombinedError | undefined;
  fetching: boolean;
  missing: string | null;
  again: () => void;
  updates: JobUpdates;
};

function Answer({ kind, prediction, error, fetching, missing, again, updates }: AnswerProps) {
  const last = useRef<PredictionFragment | undefined>(undefined);
  if (prediction) last.current = prediction;
  // The last answer stays, paler, until there is the next.
  const shown = prediction ?? (error ? undefined : last.current);
  if (missing !== null) {
    return (
      <Section title="What to expect">
        <Empty title="Not asked yet" hint={missing} />
      </Section>
    );
  }
  if (isUntrained(error)) {
    return (
      <Section title="What to expect">
        <Untrained kind={kind} updates={updates} />
      </Section>
    );
  }
  return (
    <Stack gap="sm" aria-busy={fetching}>
      {error && <Failure fault={faultOf(error)} onRetry={again} />}
      {shown ? (
        <Stack gap="sm" opacity={fetching && shown !== prediction ? 0.6 : 1}>
          <Predicted prediction={shown} />
          <Text size="xs" c="dimmed">
            Predicted by version {number(shown.modelVersion)} of the model. The ranges count chance in.
          </Text>
        </Stack>
      ) : (
        !error && <Loading rows={3} height={180} />
      )}
    </Stack>
  );
}
