/** Words with a colour; the colour never says anything that the word does not. */

import { Badge } from "@mantine/core";
import { words } from "@/kit/format";

const COLOURS: Record<string, string> = {
  CRITICAL: "red",
  HIGH: "orange",
  MEDIUM: "yellow",
  LOW: "gray",
  RUNNING: "blue",
  QUEUED: "gray",
  COMPLETED: "green",
  SUCCEEDED: "green",
  FAILED: "red",
  DEAD: "red",
  PAUSED: "yellow",
  SCHEDULED: "cyan",
  WARNING: "orange",
  GOOD: "green",
  LIMITED: "yellow",
  INSUFFICIENT: "red",
  EXCELLENT: "green",
  DEGRADED: "orange",
  POOR: "red",
  CHAMPION: "green",
  CHALLENGER: "blue",
};

/** Show a value of an enum: a severity, a status, a grade. */
export function Tag({ value }: { value: string }) {
  return (
    <Badge color={COLOURS[value] ?? "gray"} variant="light" radius="sm" tt="none" miw="max-content">
      {words(value)}
    </Badge>
  );
}
