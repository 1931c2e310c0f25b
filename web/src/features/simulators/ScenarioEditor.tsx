import { Button, Drawer, FileButton, Group, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Catalogue } from "@/features/simulators/model";
import { OwnFields } from "@/features/simulators/OwnFields";
import {
  type Document,
  documentOf,
  draftOf,
  EMPTY_DOCUMENT,
  type OwnDraft,
  type Problem,
  problemsAfter,
  problemsBeside,
  readDocument,
  writeDocument,
} from "@/features/simulators/own";
import { Problems } from "@/features/simulators/Problems";
import { useKeepScenario } from "@/features/simulators/useKeepScenario";

/** What is written: something new, a scenario that comes from elsewhere, or one that the workspace has. */
export type Editing = {
  title: string;
  document: Document;
  /** Id of the own scenario that is changed; none for one that becomes another. */
  changed?: string;
  /** Begin with the text of the document instead of the fields. */
  asText?: boolean;
};

type Props = {
  editing: Editing | null;
  catalogue: Catalogue;
  onSaved: (id: string) => void;
  onClose: () => void;
};

/** Write a scenario of the workspace's own. */
export function ScenarioEditor({ editing, catalogue, onSaved, onClose }: Props) {
  return (
    <Drawer
      opened={editing !== null}
      onClose={onClose}
      title={editing?.title}
      position="right"
      size="xl"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {editing && <Editor editing={editing} catalogue={catalogue} onSaved={onSaved} onClose={onClose} />}
    </Drawer>
  );
}

/** What is typed: fields, or the document as a text with the name of the file that it came from. */
type Typed = { kind: "fields"; draft: OwnDraft } | { kind: "text"; text: string; file: string };

const NOTHING: readonly Problem[] = [];

function Editor({ editing, catalogue, onSaved, onClose }: Props & { editing: Editing }) {
  const { document, asText, changed } = editing;
  const [typed, setTyped] = useState<Typed>(() =>
    asText ? { kind: "text", text: "", file: "" } : { kind: "fields", draft: draftOf(document) },
  );
  const [problems, setProblems] = useState(NOTHING);
  const { keep, running } = useKeepScenario();
  const form = useRef<HTMLFormElement>(null);
  const written = typed.kind === "fields" ? documentOf(typed.draft) : readDocument(typed.text);
  const replaced = catalogue.scenarios.find(({ id, own }) => own && id !== changed && id === written?.id);

  useEffect(() => {
    if (problems.length > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problems]);

  function change(draft: OwnDraft, part: Partial<OwnDraft>): void {
    // What was wrong with a field is no longer said while it is being mended.
    setProblems((now) => problemsAfter(now, part));
    setTyped({ kind: "fields", draft: { ...draft, ...part } });
  }

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const answer = await keep(
      typed.kind === "fields"
        ? { definition: documentOf(typed.draft) }
        : { content: typed.text, file: typed.file },
    );
    if ("problems" in answer) return setProblems(answer.problems);
    notifications.show({ title: "Saved", message: answer.saved.name });
    onSaved(answer.saved.id);
  }

  return (
    <form ref={form} onSubmit={(event) => void save(event)} noValidate>
      <Stack gap="md">
        <Views typed={typed} written={written} onChange={setTyped} />
        <Problems
          refused
          title="It was not saved"
          problems={typed.kind === "fields" ? problemsBeside(problems, typed.draft) : problems}
        />
        {typed.kind === "fields" ? (
          <OwnFields
            draft={typed.draft}
            problems={problems}
            streams={catalogue.streams}
            fixedId={changed !== undefined}
            onChange={(part) => change(typed.draft, part)}
          />
        ) : (
          <AsText typed={typed} wrong={problems.length > 0} onChange={setTyped} />
        )}
        {replaced && <Text size="sm">It takes the place of “{replaced.name}”, which has this id.</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={running}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type ViewsProps = { typed: Typed; written: Document | null; onChange: (typed: Typed) => void };

/** Fields or text: both say the same, as long as the text is a document. */
function Views({ typed, written, onChange }: ViewsProps) {
  const empty = typed.kind === "text" && typed.text.trim() === "";
  const readable = written ?? (empty ? EMPTY_DOCUMENT : null);

  function turn(kind: string): void {
    if (!readable || kind === typed.kind) return;
    if (kind === "fields") onChange({ kind: "fields", draft: draftOf(readable) });
    else onChange({ kind: "text", text: writeDocument(readable), file: "" });
  }

  return (
    <Group justify="space-between">
      <SegmentedControl
        aria-label="How it is written"
        size="xs"
        value={typed.kind}
        onChange={turn}
        data={[
          { value: "fields", label: "Fields", disabled: !readable },
          { value: "text", label: "Document" },
        ]}
      />
      <Text size="xs" c="dimmed">
        {readable ? "Both say the same." : "The text is no JSON object yet."}
      </Text>
    </Group>
  );
}

type AsTextProps = {
  typed: Extract<Typed, { kind: "text" }>;
  wrong: boolean;
  onChange: (typed: Typed) => void;
};

function AsText({ typed, wrong, onChange }: AsTextProps) {
  async function take(file: File | null): Promise<void> {
    if (file) onChange({ kind: "text", text: await file.text(), file: file.name });
  }

  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {typed.file || "Paste a document below, or take one from a file."}
        </Text>
        <FileButton
          onChange={(file) => void take(file)}
          accept=".json,application/json"
          inputProps={{ "aria-label": "File with a scenario" }}
        >
          {(button) => (
            <Button {...button} size="compact-sm" variant="default">
              Choose a file
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        label="Document"
        description="JSON, as every scenario has it under “Download”."
        autosize
        minRows={14}
        maxRows={28}
        spellCheck={false}
        error={wrong}
        withErrorStyles={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12 } }}
        value={typed.text}
        onChange={(event) => onChange({ ...typed, text: event.currentTarget.value })}
      />
    </Stack>
  );
}
