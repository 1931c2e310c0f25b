import { Badge, Tooltip } from "@mantine/core";
import { connection, type Link, useLink } from "@/api/connection";
import { duration } from "@/kit/format";
import { useNow } from "@/kit/useNow";

const LOOKS: Record<Link, { word: string; colour: string; meaning: string }> = {
  idle: { word: "Ready", colour: "gray", meaning: "Nothing on this page is followed live." },
  connecting: { word: "Connecting", colour: "yellow", meaning: "The live connection is being opened." },
  live: { word: "Live", colour: "green", meaning: "What changes is shown at once." },
  reconnecting: {
    word: "Reconnecting",
    colour: "orange",
    meaning: "The connection was lost. It is tried again, and what was missed is fetched.",
  },
  offline: { word: "Offline", colour: "red", meaning: "This device has no network." },
};

/** Says whether the page is live, and how old its data is. */
export function LivePill() {
  const link = useLink();
  const now = useNow();
  const look = LOOKS[link];
  const { heardAt } = connection();
  const age = heardAt === null || link === "idle" ? null : Math.max(0, Math.round((now - heardAt) / 1000));
  const told = age !== null && age > 1 ? `${look.word} · ${duration(age)}` : look.word;
  return (
    <Tooltip
      label={`${look.meaning}${age === null ? "" : ` Last heard ${duration(age)} ago.`}`}
      multiline
      maw={260}
    >
      <Badge
        color={look.colour}
        variant="dot"
        tt="none"
        size="lg"
        flex="none"
        role="status"
        aria-label={`Connection: ${look.word}`}
      >
        {told}
      </Badge>
    </Tooltip>
  );
}
