import { Alert, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useAction } from "@/api/useAction";
import { columnsFound, OPTIONAL, REQUIRED, template } from "@/features/audiences/importing";
import { KindPicker } from "@/features/audiences/KindPicker";
import {
  type AudienceKind,
  ImportAudienceDataDocument,
  type ImportAudienceDataMutation,
} from "@/features/audiences/operations";
import { Train } from "@/features/audiences/Untrained";
import { NAMED } from "@/features/audiences/words";
import { CampaignPicker } from "@/features/campaigns/CampaignPicker";
import type { JobUpdates } from "@/features/jobs/useJobUpdates";
import { useMay } from "@/features/workspaces/Session";
import { save } from "@/kit/csv";
import { FileChoice } from "@/kit/files/FileChoice";
import type { Source } from "@/kit/files/file";
import { RowErrors } from "@/kit/files/RowErrors";
import { number } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Failure } from "@/kit/states";

type Report = ImportAudienceDataMutation["importAudienceData"];

/** Bring in observations of one's own, from which models learn. */
export function ImportTab({ updates }: { updates: JobUpdates }) {
  const { about = "EMAIL" } = useSearch({ from: "/audiences" });
  return (
    <>
      <KindPicker label="What the file is of" />
      <Importing key={about} kind={about} updates={updates} />
    </>
  );
}

type Props = { kind: AudienceKind; updates: JobUpdates };

function Importing({ kind, updates }: Props) {
  const [source, setSource] = useState<Source | null>(null);
  const [campaignId, setCampaignId] = useState<string | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const send = useAction(ImportAudienceDataDocument, { quiet: true });
  const lacking = source ? columnsFound(kind, source.head.columns).lacking : [];

  async function run(): Promise<void> {
    if (!source) return;
    setReport(null);
    const { format, text: content } = source;
    const data = await send.run({ input: { kind, format, content, campaignId } });
    if (data) setReport(data.importAudienceData);
  }

  return (
    <Section
      title={`Import ${NAMED[kind].observed}`}
      note="Rows replace earlier ones of the same. A row that cannot be read is reported, and only that row is lost."
    >
      <FileChoice
        label={`File with ${NAMED[kind].observed}`}
        prompt={`Drop a CSV or JSON file with ${NAMED[kind].observed} here`}
        note="At most 50,000 rows"
        source={source}
        onSource={(next) => {
          setSource(next);
          setReport(null);
          send.clear();
        }}
      />
      <Columns kind={kind} source={source} />
      {kind === "EMAIL" && (
        <CampaignPicker
          clearable
          value={campaignId}
          onChange={setCampaignId}
          description="The campaign that all these sends belong to, if they do"
          empty="None"
        />
      )}
      {send.fault && <Failure fault={send.fault} />}
      <Group justify="flex-end">
        <Button disabled={!source || lacking.length > 0} loading={send.running} onClick={() => void run()}>
          Import the file
        </Button>
      </Group>
      {report && source && <Result report={report} kind={kind} fileName={source.name} updates={updates} />}
    </Section>
  );
}

/** The columns that a file of the kind has, and which of them this file lacks. */
function Columns({ kind, source }: { kind: AudienceKind; source: Source | null }) {
  const { lacking, unread } = columnsFound(kind, source?.head.columns ?? REQUIRED[kind]);
  return (
    <Stack gap={4}>
      <Group justify="space-between" align="flex-start">
        <Text size="sm" flex={1} miw={220}>
          It has the columns {REQUIRED[kind].join(", ")}, in any order
          {OPTIONAL[kind].length > 0 && `, and may have ${OPTIONAL[kind].join(", ")}`}.
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => save(`${kind.toLowerCase()}.csv`, template(kind))}
        >
          Download an empty file
        </Button>
      </Group>
      {lacking.length > 0 && (
        <Alert color="orange" role="alert" title={`The file lacks ${lacking.join(", ")}`}>
          Name its columns as above and choose it again.
        </Alert>
      )}
      {source && unread.length > 0 && (
        <Text size="xs" c="dimmed">
          Not read: {unread.join(", ")}.
        </Text>
      )}
    </Stack>
  );
}

type ResultProps = Props & { report: Report; fileName: string };

/** What came of the import, row by row where rows were lost, and what to do next. */
function Result({ report, kind, fileName, updates }: ResultProps) {
  const { rowsRead, rowsAccepted, rowsRejected, rowErrors } = report;
  const mayTrain = useMay("ADMIN");
  return (
    <Stack gap="sm">
      <Alert
        color={rowsRejected === 0 ? "green" : "orange"}
        role="status"
        title={`${number(rowsAccepted)} of ${number(rowsRead)} rows were taken`}
      >
        The model learns from them with its next training, once a day.
      </Alert>
      <RowErrors
        errors={rowErrors}
        all={rowsRejected}
        fileName={fileName}
        hint="Mend them in the file and import it again: rows that were taken are replaced by the same."
      />
      {mayTrain && rowsAccepted > 0 && (
        <SimpleGrid cols={1}>
          <Train kind={kind} updates={updates} label="Train the model now" />
        </SimpleGrid>
      )}
    </Stack>
  );
}
