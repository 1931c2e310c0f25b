import { Alert, Code, List, Text } from "@mantine/core";
import type { Problem } from "@/features/simulators/own";

type Props = {
  title: string;
  problems: readonly Problem[];
  /** Whether something was refused just now; else it is only told. */
  refused?: boolean;
};

/** What is wrong with definitions, each with its file and the place in it. */
export function Problems({ title, problems, refused }: Props) {
  if (problems.length === 0) return null;
  return (
    <Alert color={refused ? "red" : "yellow"} role={refused ? "alert" : undefined} title={title}>
      <List size="sm" spacing={4} mah={220} style={{ overflowY: "auto", overflowWrap: "anywhere" }}>
        {problems.map(({ file, path, message }) => (
          <List.Item key={`${file} ${path} ${message}`}>
            {file && (
              <Text span size="sm" fw={600}>
                {file}{" "}
              </Text>
            )}
            {path && <Code>{path}</Code>} {message}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
