import { Badge, Button, Group, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { useAction } from "@/api/useAction";
import { Backtest } from "@/features/rules/Backtest";
import { DeleteRuleDocument, RulesDocument } from "@/features/rules/operations";
import { RuleDialog } from "@/features/rules/RuleDialog";
import { mayTry, type Rule, told } from "@/features/rules/rules";
import { useMay } from "@/features/workspaces/Session";
import { Confirm } from "@/kit/Confirm";
import { type Column, DataTable } from "@/kit/DataTable";
import { number } from "@/kit/format";
import { Section } from "@/kit/Section";
import { Answered, Empty } from "@/kit/states";

type Open = { what: "edit" | "try" | "delete"; rule: Rule } | { what: "new" } | null;

/** What is watched for: each rule in words, with the means to change it and to try it on the past. */
export function RulesTab() {
  const [answer, refresh] = useQuery({ query: RulesDocument });
  const [open, setOpen] = useState<Open>(null);
  const may = useMay("ANALYST");

  function close(): void {
    setOpen(null);
  }
  function changed(): void {
    close();
    refresh({ requestPolicy: "network-only" });
  }

  return (
    <Section
      title="Rules"
      note="A rule looks at metrics as they come. When it fires, there is an insight on the overview."
      minHeight={260}
      controls={
        may && (
          <Button size="compact-md" onClick={() => setOpen({ what: "new" })}>
            Make a rule
          </Button>
        )
      }
    >
      <Answered
        answer={answer}
        onRetry={() => refresh({ requestPolicy: "network-only" })}
        rows={3}
        height={44}
      >
        {({ rules }) =>
          rules.edges.length === 0 ? (
            <Empty
              title="Nothing is watched for"
              hint="A rule can tell you of a metric that crosses a value, rises or falls, is not as usual, or does not fit another."
            />
          ) : (
            <Rules rules={rules.edges.map((edge) => edge.node)} onOpen={setOpen} />
          )
        }
      </Answered>
      {(open?.what === "new" || open?.what === "edit") && (
        <RuleDialog rule={open.what === "edit" ? open.rule : null} onClose={close} onSaved={changed} />
      )}
      {open?.what === "try" && <Backtest rule={open.rule} onClose={close} />}
      {open?.what === "delete" && <DeleteRule rule={open.rule} onClose={close} onDone={changed} />}
    </Section>
  );
}

function Rules({ rules, onOpen }: { rules: readonly Rule[]; onOpen: (open: Open) => void }) {
  const mayChange = useMay("ANALYST");
  const mayDelete = useMay("ADMIN");
  const columns: Column<Rule>[] = [
    {
      key: "name",
      head: "Rule",
      cell: (rule) => (
        <Stack gap={0}>
          <Text size="sm" fw={600}>
            {rule.name}
          </Text>
          <Text size="xs" c="dimmed">
            {told(rule.condition)}
          </Text>
        </Stack>
      ),
    },
    { key: "campaign", head: "Campaign", cell: (rule) => rule.campaign?.name ?? "Every one" },
    { key: "priority", head: "Priority", numeric: true, cell: (rule) => `${number(rule.priority)} of 10` },
    {
      key: "state",
      head: "State",
      cell: (rule) => (
        <Badge
          color={rule.enabled ? "green" : "gray"}
          variant="light"
          radius="sm"
          tt="none"
          miw="max-content"
        >
          {rule.enabled ? "Watches" : "Off"}
        </Badge>
      ),
    },
    {
      key: "actions",
      head: <VisuallyHidden>What can be done</VisuallyHidden>,
      numeric: true,
      cell: (rule) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {mayTry(rule) && <Do label="Try" rule={rule} onClick={() => onOpen({ what: "try", rule })} />}
          {mayChange && <Do label="Edit" rule={rule} onClick={() => onOpen({ what: "edit", rule })} />}
          {mayDelete && (
            <Do label="Delete" danger rule={rule} onClick={() => onOpen({ what: "delete", rule })} />
          )}
        </Group>
      ),
    },
  ];
  return (
    <DataTable
      caption="Rules of the workspace"
      columns={columns}
      rows={rules}
      rowKey={(rule) => rule.id}
      minWidth={760}
    />
  );
}

type DoProps = { label: string; rule: Rule; danger?: boolean; onClick: () => void };

function Do({ label, rule, danger, onClick }: DoProps) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      c={danger ? "red" : undefined}
      aria-label={`${label} ${rule.name}`}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

type DeleteProps = { rule: Rule; onClose: () => void; onDone: () => void };

function DeleteRule({ rule, onClose, onDone }: DeleteProps) {
  const action = useAction(DeleteRuleDocument, { quiet: true });

  async function confirm(): Promise<void> {
    if (await action.run({ input: { ruleId: rule.id } })) onDone();
  }

  return (
    <Confirm
      opened
      onClose={onClose}
      title={`Delete ${rule.name}?`}
      action="Delete it"
      danger
      running={action.running}
      fault={action.fault}
      onConfirm={() => void confirm()}
    >
      <Text size="sm">
        It watches no more and cannot be brought back. The insights that it left stay. To pause it, edit it
        and switch it off.
      </Text>
    </Confirm>
  );
}
