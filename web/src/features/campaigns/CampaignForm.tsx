import { Alert, Button, Checkbox, Drawer, Group, Stack } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useMutation } from "urql";
import { faultOf } from "@/api/faults";
import { CampaignFields } from "@/features/campaigns/CampaignFields";
import {
  createInput,
  type Draft,
  draftOf,
  type Faults,
  faultsByField,
  faultsOf,
  updateInput,
} from "@/features/campaigns/form";
import { CreateCampaignDocument, UpdateCampaignDocument } from "@/features/campaigns/operations";
import type { Campaign } from "@/features/campaigns/rows";

type Props = {
  /** What is changed; none to make a new one. */
  campaign: Campaign | null;
  /** What a new one begins with. */
  draft: Draft;
  industries: readonly string[];
  /** Told of what is typed into a new one, so that it is there when the form is opened again. */
  onDraft: (draft: Draft) => void;
  onSaved: (saved: { id: string; name: string }) => void;
  onClose: () => void;
};

/** Make a campaign, or change one. What is typed stays until it is saved. */
export function CampaignForm(props: Props) {
  const title = props.campaign ? `Edit ${props.campaign.name}` : "New campaign";
  return (
    <Drawer
      opened
      onClose={props.onClose}
      title={title}
      position="right"
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form {...props} />
    </Drawer>
  );
}

function Form({ campaign, draft: begun, industries, onDraft, onSaved, onClose }: Props) {
  const [draft, setDraft] = useState<Draft>(() => (campaign ? draftOf(campaign) : begun));
  const [faults, setFaults] = useState<Faults>({});
  const [running, save] = useSave(campaign);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (Object.keys(faults).length > 0)
      form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);

  function change(part: Partial<Draft>): void {
    const next = { ...draft, ...part };
    setDraft(next);
    if (!campaign) onDraft(next);
    // What was wrong with a field is no longer said while it is being mended.
    const mended = Object.keys(part);
    if (mended.some((field) => field in faults))
      setFaults(Object.fromEntries(Object.entries(faults).filter(([field]) => !mended.includes(field))));
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const seen = faultsOf(draft);
    const answer = Object.keys(seen).length > 0 ? { faults: seen } : await save(draft);
    if ("saved" in answer) onSaved(answer.saved);
    else setFaults(answer.faults);
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        {faults.form && (
          <Alert color="red" role="alert" title="It was not saved">
            {faults.form}
          </Alert>
        )}
        <CampaignFields draft={draft} faults={faults} industries={industries} onChange={change} />
        <Checkbox
          label="Delivery ends when the budget is spent"
          description="Without it a forecast may spend more than the budget."
          checked={draft.budgetCapped}
          onChange={(event) => change({ budgetCapped: event.currentTarget.checked })}
        />
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={running}>
            {campaign ? "Save changes" : "Create campaign"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type Saved = { saved: { id: string; name: string } } | { faults: Faults };

function useSave(campaign: Campaign | null): [boolean, (draft: Draft) => Promise<Saved>] {
  const [creating, create] = useMutation(CreateCampaignDocument);
  const [updating, update] = useMutation(UpdateCampaignDocument);

  async function save(draft: Draft): Promise<Saved> {
    const { error, payload } = campaign
      ? await update({ input: updateInput(campaign, draft) }).then(({ data, error }) => ({
          error,
          payload: data?.updateCampaign,
        }))
      : await create({ input: createInput(draft) }).then(({ data, error }) => ({
          error,
          payload: data?.createCampaign,
        }));
    if (payload?.campaign) return { saved: payload.campaign };
    if (payload) return { faults: faultsByField(payload.errors) };
    const fault = error ? faultOf(error) : { message: "The server gave no answer." };
    return { faults: { form: [fault.message, fault.hint].filter(Boolean).join(" ") } };
  }

  return [creating.fetching || updating.fetching, save];
}
