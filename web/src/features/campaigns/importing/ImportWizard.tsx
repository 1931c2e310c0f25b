import { Alert, Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { CampaignPicker } from "@/features/campaigns/CampaignPicker";
import { Columns } from "@/features/campaigns/importing/Columns";
import classes from "@/features/campaigns/importing/ImportWizard.module.css";
import { OptionFields } from "@/features/campaigns/importing/OptionFields";
import { Result } from "@/features/campaigns/importing/Result";
import { Summary } from "@/features/campaigns/importing/Summary";
import { type Target, useTarget } from "@/features/campaigns/importing/target";
import { type Import, useImport } from "@/features/campaigns/importing/useImport";
import { FileChoice } from "@/kit/files/FileChoice";
import type { Source } from "@/kit/files/file";
import { RowErrors } from "@/kit/files/RowErrors";
import { number } from "@/kit/format";
import { Failure, Loading } from "@/kit/states";

type Props = {
  /** The campaign that the metrics are of; null when it is not chosen yet. */
  campaignId: string | null;
  onChoose: (campaignId: string) => void;
  onImported: () => void;
  onClose: () => void;
};

/** Bring a file of daily metrics into a campaign: choose it, see what would come of it, mend that, and import. */
export function ImportWizard(props: Props) {
  return (
    <Modal
      opened
      onClose={props.onClose}
      title="Import metrics"
      size={1000}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Wizard {...props} />
    </Modal>
  );
}

function Wizard({ campaignId, onChoose, onImported, onClose }: Props) {
  const [source, setSource] = useState<Source | null>(null);
  const { target, missing } = useTarget(campaignId);
  const work = useImport(target?.id ?? null, source, onImported);

  if (work.result && target && source) {
    return (
      <Result
        report={work.result}
        target={target}
        fileName={source.name}
        onAnother={() => {
          work.reset();
          setSource(null);
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <Stack>
      <CampaignPicker
        description="Values replace earlier ones of the same channel, metric and day."
        empty="Search by name"
        required
        value={campaignId}
        known={target}
        onChange={(id) => id && onChoose(id)}
        error={
          work.faults.options.campaignId ??
          (missing ? "Choose a campaign; the one in the address is not known." : undefined)
        }
      />
      <FileChoice
        label="File with metrics"
        prompt="Drop a CSV or JSON file with daily figures here"
        note="Exports of Google Ads and Meta Ads Manager are recognised."
        source={source}
        onSource={setSource}
      />
      {source && !target && <Text size="sm">Choose the campaign that these metrics are of.</Text>}
      {source && target && <Preview source={source} target={target} work={work} />}
      <Footer work={work} ready={source !== null && target !== null} onClose={onClose} />
    </Stack>
  );
}

type PreviewProps = { source: Source; target: Target; work: Import };

/** What would come of the import, and what can be said about the file. */
function Preview({ source, target, work }: PreviewProps) {
  const { preview, faults, fault } = work;
  if (fault) return <Failure fault={fault} onRetry={work.again} />;
  if (!preview) return <Loading rows={4} height={36} />;
  const read = preview.errors.length === 0;
  return (
    <Stack aria-busy={work.previewing} opacity={work.previewing ? 0.6 : 1}>
      {faults.file.map((one) => (
        <Failure key={one.message} fault={one} />
      ))}
      {!read && faults.file.length === 0 && (
        <Alert color="orange" role="alert" title="Something has to be said about the file first">
          It is named at the fields below. Nothing of the file is lost.
        </Alert>
      )}
      {read && <Summary report={preview} encoding={source.encoding} />}
      {preview.warnings.length > 0 && (
        <Alert color="yellow" title="Worth knowing" role="note">
          <List size="sm">
            {preview.warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <RowErrors
        errors={preview.rowErrors}
        all={preview.rowsRejected}
        fileName={source.name}
        hint="Mend them in the file and choose it again, or map the columns below."
      />
      <OptionFields source={source} target={target} work={work} />
      <Columns
        head={source.head}
        found={read ? preview : null}
        mapping={work.options.mapping}
        faults={faults.columns}
        onMapping={(mapping) => work.choose({ mapping })}
      />
    </Stack>
  );
}

function Footer({ work, ready, onClose }: { work: Import; ready: boolean; onClose: () => void }) {
  const points = work.preview?.errors.length === 0 ? work.preview.points : 0;
  const importable = ready && points > 0 && !work.previewing && !work.fault;
  return (
    <Group justify="flex-end" py="sm" className={classes.footer}>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button disabled={!importable} loading={work.running} onClick={work.run}>
        {points > 0 ? `Import ${number(points)} ${points === 1 ? "value" : "values"}` : "Import"}
      </Button>
    </Group>
  );
}
