import {
  Button,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useRef } from "react";
import { boundsOf } from "@/features/simulators/forms";
import type { Stream } from "@/features/simulators/model";
import { BELOW, RemoveRow } from "@/features/simulators/OrderForm";
import {
  alsoIn,
  CHANGE_WAYS,
  type ChangeDraft,
  type ChangeWay,
  CURVES,
  idFor,
  nextChange,
  type OwnDraft,
  type Problem,
  problemAt,
} from "@/features/simulators/own";

const CURVE_NAMES: Record<(typeof CURVES)[number], string> = {
  linear: "Evenly",
  exponential: "Quickly at first",
  immediate: "At once",
};

const WAY_NAMES: Record<ChangeWay, string> = {
  multiplier: "Multiply by",
  additive: "Add",
  override: "Set to",
  probabilityShift: "Other values",
};

type Props = {
  draft: OwnDraft;
  problems: readonly Problem[];
  streams: readonly Stream[];
  /** Whether it is one that the workspace has: under another id it would be another one. */
  fixedId: boolean;
  onChange: (part: Partial<OwnDraft>) => void;
};

/** The fields of an own scenario; what they do not show is kept as the document says it. */
export function OwnFields({ draft, problems, streams, fixedId, onChange }: Props) {
  const also = alsoIn(draft);
  const text = (field: "name" | "id" | "duration" | "settlementDuration") => ({
    value: draft[field],
    error: problemAt(problems, field),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [field]: event.currentTarget.value }),
  });

  function rename(name: string): void {
    const follows = !fixedId && (draft.id === "" || draft.id === idFor(draft.name));
    onChange({ name, ...(follows && { id: idFor(name) }) });
  }

  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Name"
          {...text("name")}
          maxLength={120}
          onChange={(event) => rename(event.currentTarget.value)}
        />
        <TextInput
          label="Id"
          description={fixedId ? "Stays as it is" : "Small letters, digits and hyphens"}
          inputWrapperOrder={BELOW}
          {...text("id")}
          disabled={fixedId}
        />
      </SimpleGrid>
      <Textarea
        label="What happens"
        autosize
        minRows={2}
        maxLength={2_000}
        value={draft.description}
        error={problemAt(problems, "description")}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput label="Active for" placeholder="Such as 2 hours" {...text("duration")} />
        <TextInput label="Settles in" placeholder="As long as it is active" {...text("settlementDuration")} />
        <Select
          label="How it settles"
          allowDeselect={false}
          data={CURVES.map((value) => ({ value, label: CURVE_NAMES[value] }))}
          value={draft.settlementType.toLowerCase() || "linear"}
          error={problemAt(problems, "settlementType")}
          onChange={(settlementType) => settlementType && onChange({ settlementType })}
        />
      </SimpleGrid>
      <Changes
        draft={draft}
        problems={problems}
        streams={streams}
        onChange={(changes) => onChange({ changes })}
      />
      {also.length > 0 && (
        <Text size="sm" c="dimmed">
          It also has {also.join(", ")}. They are in the document.
        </Text>
      )}
    </Stack>
  );
}

type ChangesProps = {
  draft: OwnDraft;
  problems: readonly Problem[];
  streams: readonly Stream[];
  onChange: (changes: ChangeDraft[]) => void;
};

function Changes({ draft, problems, streams, onChange }: ChangesProps) {
  const { changes } = draft;
  const numbered = useRef(0);

  function add(): void {
    numbered.current += 1;
    onChange([...changes, nextChange(draft, streams, `by hand ${numbered.current}`)]);
  }

  return (
    <Stack gap="xs" role="group" aria-label="What is done to streams">
      <Text fw={500} size="sm">
        What is done to streams
      </Text>
      {changes.map((change, place) => (
        <OneChange
          key={change.key}
          change={change}
          name={`change ${place + 1}`}
          problem={
            problemAt(problems, "affectedStreams", change.stream, change.way) ??
            problemAt(problems, "affectedStreams", change.stream)
          }
          streams={streams}
          onChange={(next) =>
            onChange(changes.map((one) => (one.key === change.key ? { ...one, ...next } : one)))
          }
          onRemove={() => onChange(changes.filter((one) => one.key !== change.key))}
        />
      ))}
      <Button variant="default" size="compact-sm" style={{ alignSelf: "flex-start" }} onClick={add}>
        Add a stream
      </Button>
    </Stack>
  );
}

type OneProps = {
  change: ChangeDraft;
  name: string;
  problem: string | undefined;
  streams: readonly Stream[];
  onChange: (change: Partial<ChangeDraft>) => void;
  onRemove: () => void;
};

function OneChange({ change, name, problem, streams, onChange, onRemove }: OneProps) {
  const { stream, way, value } = change;
  const shifted = way === "probabilityShift";
  const definition = streams.find((one) => one.name === stream);
  const names = streams.map((one) => one.name);
  return (
    <Group gap="xs" align="flex-start" wrap="wrap">
      <Select
        aria-label={`Stream of ${name}`}
        w={280}
        searchable
        allowDeselect={false}
        disabled={shifted}
        // A name that is no stream stays to be seen, and mended.
        data={names.includes(stream) ? names : [stream, ...names]}
        value={stream}
        onChange={(next) => next && onChange({ stream: next })}
      />
      <Select
        aria-label={`Way of ${name}`}
        w={130}
        allowDeselect={false}
        disabled={shifted}
        data={(shifted ? [way] : CHANGE_WAYS).map((one) => ({ value: one, label: WAY_NAMES[one] }))}
        value={way}
        onChange={(next) => next && onChange({ way: next as ChangeWay })}
      />
      {shifted ? (
        <Text size="sm" c="dimmed" w={170} mt={8}>
          in its events; see the document
        </Text>
      ) : (
        <NumberInput
          aria-label={`Value of ${name}`}
          w={170}
          value={value as number | string}
          suffix={way === "multiplier" ? undefined : ` ${boundsOf(way, definition).unit}`}
          step={way === "multiplier" ? 0.1 : 1}
          error={problem}
          onChange={(next) => onChange({ value: next })}
        />
      )}
      <RemoveRow name={name} onRemove={onRemove} />
    </Group>
  );
}
