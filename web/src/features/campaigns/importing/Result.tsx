import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { daysOf } from "@/features/campaigns/importing/Summary";
import type { Target } from "@/features/campaigns/importing/target";
import type { Report } from "@/features/campaigns/importing/useImport";
import { RowErrors } from "@/kit/files/RowErrors";
import { channelName, number } from "@/kit/format";

type Props = {
  report: Report;
  target: Target;
  fileName: string;
  onAnother: () => void;
  onClose: () => void;
};

/** What came of an import. */
export function Result({ report, target, fileName, onAnother, onClose }: Props) {
  const values = report.points === 1 ? "1 value was" : `${number(report.points)} values were`;
  return (
    <Stack>
      <Alert color="green" title={`${values} imported into ${target.name}`} role="status">
        <Text size="sm">
          {daysOf(report)}, on {report.channels.map(channelName).join(", ")}. {number(report.rowsAccepted)} of{" "}
          {number(report.rowsRead)} rows were taken. Forecasts made from now on know them.
        </Text>
      </Alert>
      <RowErrors
        errors={report.rowErrors}
        all={report.rowsRejected}
        fileName={fileName}
        hint="Mend them in the file and import it again."
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onAnother}>
          Import another file
        </Button>
        <Button
          variant="default"
          renderRoot={(props) => (
            <Link to="/campaigns/$campaignId" params={{ campaignId: target.id }} {...props} />
          )}
        >
          Open the campaign
        </Button>
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
