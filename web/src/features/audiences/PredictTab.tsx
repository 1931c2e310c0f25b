import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FunctionComponent, useEffect, useRef, useState } from "react";
import classes from "@/features/audiences/audiences.module.css";
import { type FieldsProps, type Subject, useSubjects } from "@/features/audiences/fields";
import { KindPicker } from "@/features/audiences/KindPicker";
import type { AudienceKind } from "@/features/audiences/operations";
import { AudienceQuestion, ContentQuestion, EmailQuestion } from "@/features/audiences/Questions";
import {
  audienceQuestion,
  contentQuestion,
  type Draft,
  emailQuestion,
  usualMoment,
} from "@/features/audiences/questions";
import type { AudiencesSearch } from "@/features/audiences/search";
import type { Serving } from "@/features/audiences/serving";
import { Told } from "@/features/audiences/Told";
import { Untrained } from "@/features/audiences/Untrained";
import { NAMED } from "@/features/audiences/words";
import type { JobUpdates } from "@/features/jobs/useJobUpdates";
import { useMay } from "@/features/workspaces/Session";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

/** How long after the last key a question is asked. */
const PAUSE_MS = 350;

type Props = { serving: Serving; updates: JobUpdates };

/** Ask a model about one send, audience or piece of content; it answers as one types. */
export function PredictTab({ serving, updates }: Props) {
  const { about = "EMAIL" } = useSearch({ from: "/audiences" });
  const [answer, refresh] = useSubjects(about);
  return (
    <>
      <KindPicker label="What to predict" />
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={6}
        height={44}
      >
        {({ audienceSubjects }) =>
          audienceSubjects.length === 0 ? (
            <Unobserved kind={about} />
          ) : (
            // What another kind was asked stays in the address, not in the fields of this one.
            <Desk key={about} kind={about} subjects={audienceSubjects} serving={serving} updates={updates} />
          )
        }
      </Answered>
    </>
  );
}

function Unobserved({ kind }: { kind: AudienceKind }) {
  const may = useMay("ANALYST");
  const navigate = useNavigate({ from: "/audiences" });
  return (
    <Empty
      title="Nothing was observed lately"
      hint={`Models learn from ${NAMED[kind].observed}; none came in within the last 120 days.`}
      action={
        may && (
          <Button onClick={() => void navigate({ search: { tab: "import", about: kind } })}>
            Import some
          </Button>
        )
      }
    />
  );
}

const FORMS: Record<
  AudienceKind,
  { title: string; note: string; form: FunctionComponent<FieldsProps & { subjects: readonly Subject[] }> }
> = {
  EMAIL: { title: "The send", note: "As you plan it", form: EmailQuestion },
  AUDIENCE: { title: "The audience", note: "And how often it is to be reached", form: AudienceQuestion },
  CONTENT: { title: "The piece", note: "Shown already, or planned", form: ContentQuestion },
};

type DeskProps = Props & { kind: AudienceKind; subjects: readonly Subject[] };

function Desk({ kind, subjects, serving, updates }: DeskProps) {
  const [draft, change] = useDraft(kind, subjects);
  const [settled] = useDebouncedValue(draft, PAUSE_MS);
  const { title, note, form: Form } = FORMS[kind];
  const model = serving.models[kind];
  return (
    <div className={classes.desk}>
      <div className={classes.question}>
        <Section title={title} note={note}>
          <Form draft={draft} faults={faultsOf(kind, draft)} onChange={change} subjects={subjects} />
        </Section>
      </div>
      {model === null ? (
        <Section title="What to expect">
          <Untrained kind={kind} updates={updates} />
        </Section>
      ) : (
        <Told key={model?.id} kind={kind} draft={settled} updates={updates} />
      )}
    </div>
  );
}

/** Keep what is typed, and write it into the address when it rests. */
function useDraft(kind: AudienceKind, subjects: readonly Subject[]): [Draft, (part: Partial<Draft>) => void] {
  const search = useSearch({ from: "/audiences" });
  const navigate = useNavigate({ from: "/audiences" });
  const [draft, setDraft] = useState<Draft>(() => begun(kind, search, subjects));
  const [settled] = useDebouncedValue(draft, PAUSE_MS);
  const written = useRef(draft);

  useEffect(() => {
    if (written.current === settled) return;
    written.current = settled;
    void navigate({ search: (now) => ({ ...now, ...settled }), replace: true, resetScroll: false });
  }, [settled, navigate]);

  return [draft, (part) => setDraft((now) => ({ ...now, ...part }))];
}

/** Return what the fields begin with: what the address says, else what is usual. */
function begun(kind: AudienceKind, search: AudiencesSearch, subjects: readonly Subject[]): Draft {
  const { tab: _, about: __, batch: ___, after: ____, before: _____, all: ______, ...draft } = search;
  const first = subjects[0]?.key;
  if (kind === "CONTENT") return draft.kind ? draft : { ...draft, piece: draft.piece ?? first };
  const segment = draft.segment ?? first;
  return kind === "EMAIL"
    ? { ...draft, segment, at: draft.at ?? usualMoment(new Date()) }
    : { ...draft, segment };
}

function faultsOf(kind: AudienceKind, draft: Draft) {
  if (kind === "EMAIL") return emailQuestion(draft).faults;
  return kind === "AUDIENCE" ? audienceQuestion(draft).faults : contentQuestion(draft).faults;
}
