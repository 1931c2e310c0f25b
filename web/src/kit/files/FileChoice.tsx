import { Button, FileButton, Group, Paper, Stack, Text } from "@mantine/core";
import { type DragEvent, useState } from "react";
import { SIZE_HINT, type Source, sourceOf, type Unreadable } from "@/kit/files/file";
import { number } from "@/kit/format";
import { Failure } from "@/kit/states";

type Props = {
  /** What the field is called. */
  label: string;
  /** What stands there while there is no file: “Drop a CSV or JSON file with daily figures here”. */
  prompt: string;
  /** What is known of such files, beside how large they may be. */
  note: string;
  source: Source | null;
  onSource: (source: Source) => void;
};

/** Choose a file, or drop one. It is read here and sent as text. */
export function FileChoice({ label, prompt, note, source, onSource }: Props) {
  const [over, setOver] = useState(false);
  const [reading, setReading] = useState(false);
  const [fault, setFault] = useState<Unreadable | null>(null);

  async function take(file: File | null | undefined): Promise<void> {
    if (!file) return;
    setReading(true);
    const read = await file
      .arrayBuffer()
      .then((bytes) => sourceOf(file.name, new Uint8Array(bytes)))
      .catch(() => ({
        message: `${file.name} could not be read.`,
        hint: "It may have been moved or changed since. Choose it again.",
      }));
    setReading(false);
    if ("text" in read) {
      setFault(null);
      onSource(read);
    } else {
      setFault(read);
    }
  }

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  }

  return (
    <Stack gap="xs">
      <Paper
        withBorder
        p="md"
        radius="md"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        bg={over ? "var(--mantine-primary-color-light)" : undefined}
        style={{ borderStyle: "dashed" }}
      >
        <Group justify="space-between">
          <div>
            <Text fw={600} size="sm">
              {source ? source.name : prompt}
            </Text>
            <Text size="xs" c="dimmed">
              {source
                ? `${source.format}, ${sizeOf(source.bytes)}, ${source.encoding}`
                : `${SIZE_HINT}. ${note}`}
            </Text>
          </div>
          <FileButton
            onChange={(file) => void take(file)}
            accept=".csv,.tsv,.txt,.json,text/csv,application/json"
            inputProps={{ "aria-label": label }}
          >
            {(button) => (
              <Button {...button} variant={source ? "default" : "filled"} loading={reading}>
                {source ? "Choose another file" : "Choose a file"}
              </Button>
            )}
          </FileButton>
        </Group>
      </Paper>
      {fault && <Failure fault={fault} />}
    </Stack>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${number(bytes)} bytes`;
  return bytes < 1_000_000 ? `${number(bytes / 1_000)} kB` : `${number(bytes / 1_000_000, 1)} MB`;
}
