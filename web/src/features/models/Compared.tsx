import { UnstyledButton } from "@mantine/core";
import { heldAt80, measure, modelName, type Performance } from "@/features/models/accuracy";
import { Tag } from "@/kit/badges";
import { type Column, DataTable } from "@/kit/DataTable";
import { NONE, number, share } from "@/kit/format";
import { Section } from "@/kit/Section";

type Props = {
  performances: readonly Performance[];
  shown: string;
  onModel: (model: string) => void;
};

/** All models beside each other; choosing one shows it in detail. */
export function Compared({ performances, shown, onModel }: Props) {
  const columns: Column<Performance>[] = [
    {
      key: "model",
      head: "Model",
      cell: ({ model }) => (
        <UnstyledButton
          fz="sm"
          td="underline"
          fw={model === shown ? 700 : undefined}
          aria-pressed={model === shown}
          onClick={() => onModel(model)}
        >
          {modelName(model)}
        </UnstyledButton>
      ),
    },
    { key: "wape", head: "WAPE", numeric: true, cell: ({ measures }) => share(measures.wape, 1) },
    {
      key: "grade",
      head: "Grade",
      cell: ({ measures }) => (measures.grade ? <Tag value={measures.grade} /> : NONE),
    },
    { key: "mase", head: "MASE", numeric: true, cell: ({ measures }) => measure(measures.mase) },
    {
      key: "pinball",
      head: "Scaled pinball",
      numeric: true,
      cell: ({ measures }) => measure(measures.scaledPinball),
    },
    { key: "held", head: "80 % held", numeric: true, cell: ({ measures }) => share(heldAt80(measures)) },
    {
      key: "alerts",
      head: "Limits crossed",
      numeric: true,
      cell: ({ alerts }) => (alerts.length === 0 ? "none" : number(alerts.length)),
    },
    { key: "days", head: "Days", numeric: true, cell: ({ measures }) => number(measures.sampleSize) },
  ];
  return (
    <Section
      title="Models compared"
      note="On the same series. The ensemble is what is published. Choose one to see it in detail."
    >
      <DataTable
        caption="Accuracy of the models"
        columns={columns}
        rows={performances}
        rowKey={(one) => one.model}
        selected={shown}
        minWidth={680}
      />
    </Section>
  );
}
