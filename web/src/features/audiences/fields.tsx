import { NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "urql";
import {
  type AudienceKind,
  AudienceSubjectsDocument,
  type AudienceSubjectsQuery,
} from "@/features/audiences/operations";
import { BOUNDS, type Draft, type Faults, type Field, LONGEST_TEXT } from "@/features/audiences/questions";
import { date } from "@/kit/format";

export type Subject = AudienceSubjectsQuery["audienceSubjects"][number];

/** Ask what of a kind can be asked about. */
export const useSubjects = (kind: AudienceKind) =>
  useQuery({ query: AudienceSubjectsDocument, variables: { kind } });

export type FieldsProps = {
  draft: Draft;
  faults: Faults;
  onChange: (part: Partial<Draft>) => void;
};

type NumberFieldProps = FieldsProps & {
  field: { [Name in Field]: Draft[Name] extends number | undefined ? Name : never }[Field];
  label: string;
  /** What stands there while it is empty. */
  empty?: string;
  description?: string;
  suffix?: string;
  fraction?: boolean;
  required?: boolean;
};

/** A number that may be left out. */
export function NumberField({ draft, faults, onChange, field, ...props }: NumberFieldProps) {
  const { label, empty, description, suffix, fraction = false, required } = props;
  const [least, most] = BOUNDS[field] ?? [];
  return (
    <NumberInput
      label={label}
      description={description}
      placeholder={empty}
      suffix={suffix}
      required={required}
      allowDecimal={fraction}
      allowNegative={false}
      thousandSeparator=" "
      min={least}
      max={most}
      clampBehavior="none"
      value={draft[field] ?? ""}
      onChange={(next) => onChange({ [field]: next === "" ? undefined : Number(next) })}
      error={faults[field]}
      inputWrapperOrder={["label", "input", "description", "error"]}
    />
  );
}

/** A text with how long it is. */
export function TextField(props: FieldsProps & { field: "subject" | "topic"; label: string; hint?: string }) {
  const { draft, faults, onChange, field, label, hint } = props;
  const value = draft[field] ?? "";
  return (
    <TextInput
      label={label}
      required
      maxLength={LONGEST_TEXT + 100}
      value={value}
      onChange={(event) => onChange({ [field]: event.currentTarget.value || undefined })}
      description={value ? `${value.trim().length} characters` : hint}
      error={faults[field]}
      inputWrapperOrder={["label", "input", "description", "error"]}
    />
  );
}

type SubjectFieldProps = FieldsProps & {
  field: "segment" | "piece";
  label: string;
  subjects: readonly Subject[];
};

/** Choose a segment or a piece of content of those that were observed. */
export function SubjectField({ draft, faults, onChange, field, label, subjects }: SubjectFieldProps) {
  const value = draft[field] ?? null;
  const found = subjects.find((one) => one.key === value);
  const named = (one: Subject) => (one.title === one.key ? one.title : `${one.title} (${one.key})`);
  // What the address names may not be among those that were observed lately.
  const unknown = value && !found ? [{ value, label: value }] : [];
  return (
    <Select
      label={label}
      required
      searchable
      allowDeselect={false}
      value={value}
      onChange={(next) => next && onChange({ [field]: next })}
      data={[...unknown, ...subjects.map((one) => ({ value: one.key, label: named(one) }))]}
      description={found && `Last observed ${date(found.latest)}`}
      error={faults[field]}
      nothingFoundMessage="Nothing observed lately is called so"
      inputWrapperOrder={["label", "input", "description", "error"]}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

/** A column of fields, of which nothing is sent by a key. */
export function Fields({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <form aria-label={label} onSubmit={(event) => event.preventDefault()} noValidate>
      <Stack gap="sm">{children}</Stack>
    </form>
  );
}
