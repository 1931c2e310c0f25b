import { Checkbox, SegmentedControl, Select, SimpleGrid, Text, TextInput } from "@mantine/core";
import {
  Fields,
  type FieldsProps,
  NumberField,
  type Subject,
  SubjectField,
  TextField,
} from "@/features/audiences/fields";
import type { Channel, ContentFormat, ContentKind } from "@/features/audiences/operations";
import type { Draft } from "@/features/audiences/questions";
import { CONTENT_FORMATS, CONTENT_KINDS, LENGTHS } from "@/features/audiences/words";
import { CHANNELS } from "@/features/campaigns/search";
import { channelName, words } from "@/kit/format";

type Props = FieldsProps & { subjects: readonly Subject[] };

const AS_LAST = "As last time";

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A send that is being planned. */
export function EmailQuestion({ subjects, ...fields }: Props) {
  const { draft, faults, onChange } = fields;
  return (
    <Fields label="The send">
      <SubjectField {...fields} field="segment" label="Segment" subjects={subjects} />
      <TextField {...fields} field="subject" label="Subject line" hint="Answers follow as you type" />
      <TextInput
        label="Goes out"
        type="datetime-local"
        required
        value={draft.at ?? ""}
        onChange={(event) => onChange({ at: event.currentTarget.value || undefined })}
        description={`Time of ${ZONE}`}
        error={faults.at}
        inputWrapperOrder={["label", "input", "description", "error"]}
      />
      <Checkbox
        label="It has a preview text"
        checked={draft.preview ?? false}
        onChange={(event) => onChange({ preview: event.currentTarget.checked || undefined })}
      />
      <SimpleGrid cols={2} spacing="xs">
        <NumberField {...fields} field="listSize" label="Addresses" empty={AS_LAST} />
        <NumberField {...fields} field="recent" label="Sends in 7 days" empty="Counted" />
        <NumberField {...fields} field="bounce" label="Bounce" empty={AS_LAST} suffix=" %" fraction />
        <NumberField {...fields} field="inactive" label="Inactive" empty={AS_LAST} suffix=" %" fraction />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        Inactive are those who opened nothing for 90 days. What you leave out is as it was in the latest send
        to the segment.
      </Text>
    </Fields>
  );
}

/** An audience and how often it is to be reached. */
export function AudienceQuestion({ subjects, ...fields }: Props) {
  return (
    <Fields label="The audience">
      <SubjectField {...fields} field="segment" label="Segment" subjects={subjects} />
      <NumberField
        {...fields}
        field="frequency"
        label="Reached"
        empty="As in the latest week"
        description="Messages and ads per member and week, from next week on"
        fraction
      />
      <SimpleGrid cols={2} spacing="xs">
        <NumberField {...fields} field="tenure" label="Joined" empty="Their mean" suffix=" weeks ago" />
        <NumberField {...fields} field="members" label="Members" empty={AS_LAST} />
      </SimpleGrid>
    </Fields>
  );
}

/** What the fields of a new piece begin with. */
const NEW_PIECE: Partial<Draft> = {
  kind: "ARTICLE",
  format: "HOW_TO",
  channel: "FACEBOOK",
  piece: undefined,
};
const NO_NEW_PIECE: Partial<Draft> = {
  kind: undefined,
  format: undefined,
  channel: undefined,
  topic: undefined,
  length: undefined,
  age: undefined,
};

/** A piece of content: one that was shown already, or one that is being planned. */
export function ContentQuestion({ subjects, ...fields }: Props) {
  const { draft, onChange } = fields;
  const known = draft.kind === undefined;
  return (
    <Fields label="The piece">
      <SegmentedControl
        aria-label="Which piece"
        value={known ? "known" : "new"}
        onChange={(next) =>
          onChange(next === "new" ? NEW_PIECE : { ...NO_NEW_PIECE, piece: subjects[0]?.key })
        }
        data={[
          { value: "known", label: "A known piece" },
          { value: "new", label: "A new one" },
        ]}
      />
      {known ? (
        <SubjectField {...fields} field="piece" label="Piece" subjects={subjects} />
      ) : (
        <NewPiece {...fields} />
      )}
      <SimpleGrid cols={2} spacing="xs">
        <NumberField {...fields} field="age" label="Age in days" empty={known ? "As it will be" : "0, new"} />
        <NumberField
          {...fields}
          field="impressions"
          label="Impressions a day"
          empty={known ? "As last week" : "1 000"}
        />
      </SimpleGrid>
    </Fields>
  );
}

function NewPiece(fields: FieldsProps) {
  const { draft, onChange } = fields;
  return (
    <>
      <TextField {...fields} field="topic" label="Topic" hint="Such as Maths" />
      <SimpleGrid cols={2} spacing="xs">
        <Select
          label="Kind"
          allowDeselect={false}
          value={draft.kind ?? null}
          onChange={(next) => onChange({ kind: next as ContentKind })}
          data={CONTENT_KINDS.map((value) => ({ value, label: words(value) }))}
        />
        <NumberField
          {...fields}
          field="length"
          label="Length"
          description={`Counts ${LENGTHS[draft.kind ?? "ARTICLE"]}`}
          required
        />
        <Select
          label="Format"
          allowDeselect={false}
          value={draft.format ?? null}
          onChange={(next) => onChange({ format: next as ContentFormat })}
          data={CONTENT_FORMATS.map((value) => ({ value, label: words(value) }))}
        />
        <Select
          label="Channel"
          allowDeselect={false}
          value={draft.channel ?? null}
          onChange={(next) => onChange({ channel: next as Channel })}
          data={CHANNELS.map((value) => ({ value, label: channelName(value) }))}
        />
      </SimpleGrid>
    </>
  );
}
