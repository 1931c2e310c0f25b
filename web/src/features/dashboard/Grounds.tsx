import { Button } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { InsightEvidenceDocument } from "@/features/dashboard/operations";
import type { Insight } from "@/features/dashboard/ranking";
import { Facts } from "@/features/simulations/Evidence";
import { Answered, Empty } from "@/kit/states";

/** What an insight rests on; asked for only when somebody wants it. */
export function Grounds({ insight }: { insight: Insight }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        ml={-8}
        aria-expanded={open}
        aria-label={`What it rests on: ${insight.title}`}
        onClick={() => setOpen(!open)}
      >
        {open ? "Hide what it rests on" : "What it rests on"}
      </Button>
      {open && <Evidence insight={insight} />}
    </>
  );
}

function Evidence({ insight }: { insight: Insight }) {
  const [answer, refresh] = useQuery({ query: InsightEvidenceDocument, variables: { id: insight.id } });
  return (
    <Answered answer={answer} onRetry={() => refresh({ requestPolicy: "network-only" })} rows={2} height={32}>
      {({ node }) => {
        const facts = node && "evidence" in node ? node.evidence : [];
        return facts.length > 0 ? (
          <Facts of={insight.title} facts={facts} />
        ) : (
          <Empty title="No figures were kept" hint="What it says above is all that is known." />
        );
      }}
    </Answered>
  );
}
