import { Button, List } from "@mantine/core";
import { useState } from "react";
import { gravestFirst, namedSources } from "@/features/simulators/wording";

type Props = {
  warnings: readonly string[];
  scenarios: readonly { id: string; name: string }[];
  events: readonly { id: string; title: string }[];
};

const SHORT = 3;

/** What acts together on the same streams, what changes rates first. */
export function Warnings({ warnings, scenarios, events }: Props) {
  const [all, setAll] = useState(false);
  const told = gravestFirst(warnings);
  return (
    <div>
      <List size="sm" spacing={2}>
        {(all ? told : told.slice(0, SHORT)).map((warning) => (
          <List.Item key={warning} style={{ overflowWrap: "anywhere" }}>
            {namedSources(warning, scenarios, events)}
          </List.Item>
        ))}
      </List>
      {told.length > SHORT && (
        <Button variant="subtle" size="compact-xs" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${told.length}`}
        </Button>
      )}
    </div>
  );
}
