import {
  Button,
  Group,
  MultiSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import type { Faults } from "@/features/simulators/forms";
import type { State, Stream } from "@/features/simulators/model";
import { BELOW } from "@/features/simulators/OrderForm";
import { RegenerateHistoryDocument } from "@/features/simulators/operations";
import {
  firstWindow,
  WHAT_FOLLOWS,
  type WindowDraft,
  windowFaults,
  windowInput,
  windowText,
} from "@/features/simulators/windows";
import { Confirm } from "@/kit/Confirm";
import { Section } from "@/kit/Section";

type Props = {
  state: State;
  streams: readonly Stream[];
  /** Told the number of the command. */
  onDone: (command: number) => void;
};

/** Make a window of the past anew, after saying what that changes. */
export function Regenerate({ state, streams, onDone }: Props) {
  const now = Date.parse(state.simulationTime);
  const [draft, setDraft] = useState<WindowDraft>(() => firstWindow(now));
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const { run, running, fault, clear } = useAction(RegenerateHistoryDocument, { quiet: true });
  const faults = windowFaults(draft, now);

  function ask(): void {
    setTried(true);
    clear();
    setAsking(Object.keys(faults).length === 0);
  }

  async function make(): Promise<void> {
    const done = await run({ input: windowInput(draft) });
    if (!done) return;
    const { version, command } = done.regenerateHistoricalWindow;
    notifications.show({ title: "Made anew", message: `It is version ${version} of the history.` });
    setAsking(false);
    setTried(false);
    setDraft((was) => ({ ...was, note: "" }));
    if (command !== null) onDone(command);
  }

  return (
    <Section
      title="Make a window of the past anew"
      note="As if other things had happened. Nothing is lost: the version before can be gone back to."
    >
      <Stack gap="md">
        <Fields
          draft={draft}
          faults={tried ? faults : {}}
          streams={streams}
          onChange={(part) => setDraft((was) => ({ ...was, ...part }))}
        />
        <Group>
          <Button onClick={ask}>Make it anew…</Button>
        </Group>
      </Stack>
      <Confirm
        opened={asking}
        title="Make this window of the past anew?"
        action="Make it anew"
        running={running}
        fault={fault}
        onConfirm={() => void make()}
        onClose={() => setAsking(false)}
      >
        {[...windowText(draft), WHAT_FOLLOWS].map((sentence) => (
          <Text key={sentence} size="sm" style={{ overflowWrap: "anywhere" }}>
            {sentence}
          </Text>
        ))}
      </Confirm>
    </Section>
  );
}

/** Seeds that are drawn here: as many as can be typed again without a slip. */
const MOST_SEEDS = 1_000_000;

type FieldsProps = {
  draft: WindowDraft;
  faults: Faults;
  streams: readonly Stream[];
  onChange: (part: Partial<WindowDraft>) => void;
};

function Fields({ draft, faults, streams, onChange }: FieldsProps) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
        {(["start", "end"] as const).map((side) => (
          <TextInput
            key={side}
            type="datetime-local"
            label={side === "start" ? "From, in simulation time" : "To, in simulation time"}
            value={draft[side]}
            error={faults[side]}
            onChange={(event) => onChange({ [side]: event.currentTarget.value })}
          />
        ))}
        <NumberInput
          label="Factor on the rates"
          step={0.1}
          value={draft.factor}
          error={faults.factor}
          onChange={(factor) => onChange({ factor })}
        />
        <TextInput
          label="Fades over"
          description="A tenth of the window when left empty"
          inputWrapperOrder={BELOW}
          placeholder="Such as 2 hours"
          value={draft.edge}
          error={faults.edge}
          onChange={(event) => onChange({ edge: event.currentTarget.value })}
        />
      </SimpleGrid>
      <MultiSelect
        label="Streams"
        placeholder={draft.streams.length === 0 ? "All of them" : undefined}
        searchable
        clearable
        data={streams.map(({ name }) => name)}
        value={draft.streams}
        onChange={(chosen) => onChange({ streams: chosen })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Note"
          placeholder="What it is for"
          maxLength={500}
          value={draft.note}
          onChange={(event) => onChange({ note: event.currentTarget.value })}
        />
        <Group align="flex-start" gap="md">
          <Switch
            label="Draw chance anew"
            description="Without it chance stays as it was."
            mt={26}
            checked={draft.seed !== null}
            onChange={(event) =>
              onChange({ seed: event.currentTarget.checked ? Math.floor(Math.random() * MOST_SEEDS) : null })
            }
          />
          {draft.seed !== null && (
            <NumberInput
              label="Seed"
              w={150}
              thousandSeparator={false}
              value={draft.seed}
              error={faults.seed}
              onChange={(seed) => onChange({ seed })}
            />
          )}
        </Group>
      </SimpleGrid>
    </>
  );
}
