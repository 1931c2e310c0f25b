import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import {
  daysFrom,
  type Entry,
  type EntryFault,
  type Field,
  isDay,
  readAmount,
} from "@/features/campaign/plan/entry";
import { money, number } from "@/kit/format";
import { DAY_MS, isoDay } from "@/kit/range";

export type Row = Entry & { key: number };

let keys = 0;

export function rowOf(entry: Entry): Row {
  keys += 1;
  return { ...entry, key: keys };
}

type Props = {
  rows: readonly Row[];
  currency: string;
  faults: readonly EntryFault[];
  onChange: (rows: readonly Row[]) => void;
};

/** Periods with what is planned for each of their days. */
export function PeriodFields({ rows, currency, faults, onChange }: Props) {
  function add(): void {
    const before = rows.at(-1);
    const last = before?.last || before?.first || "";
    const next = isDay(last) ? isoDay(new Date(Date.parse(last) + DAY_MS)) : "";
    onChange([...rows, rowOf({ first: next, last: next, amount: "" })]);
  }
  return (
    <Stack gap="sm">
      <Stack component="ol" gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
        {rows.map((row, place) => (
          <Period
            key={row.key}
            row={row}
            place={place}
            currency={currency}
            faults={faults.filter((fault) => fault.place === place)}
            onChange={(part) =>
              onChange(rows.map((one) => (one.key === row.key ? { ...one, ...part } : one)))
            }
            onRemove={rows.length > 1 ? () => onChange(rows.filter((one) => one.key !== row.key)) : null}
          />
        ))}
      </Stack>
      <Button variant="default" size="compact-sm" style={{ alignSelf: "flex-start" }} onClick={add}>
        Add a period
      </Button>
    </Stack>
  );
}

type PeriodProps = {
  row: Row;
  place: number;
  currency: string;
  faults: readonly EntryFault[];
  onChange: (part: Partial<Entry>) => void;
  /** None for the only one. */
  onRemove: (() => void) | null;
};

function Period({ row, place, currency, faults, onChange, onRemove }: PeriodProps) {
  const wrong = (field: Field) =>
    faults
      .filter((fault) => fault.field === field)
      .map((fault) => fault.message)
      .join(" ") || undefined;
  const field = (name: Field, label: string) => ({
    label: place === 0 ? label : undefined,
    "aria-label": `${label}, period ${number(place + 1)}`,
    value: row[name],
    error: wrong(name),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <li>
      <Group align="flex-start" gap="xs" wrap="wrap">
        <TextInput type="date" w={150} {...field("first", "First day")} />
        <TextInput type="date" w={150} min={row.first} {...field("last", "Last day")} />
        <TextInput
          inputMode="decimal"
          w={150}
          data-autofocus={place === 0 || undefined}
          {...field("amount", `${currency} a day`)}
        />
        <Text size="sm" c="dimmed" pt={place === 0 ? 30 : 6} style={{ flex: 1, minWidth: 130 }}>
          {meaning(row, currency)}
        </Text>
        {onRemove && (
          <ActionIcon
            variant="subtle"
            color="gray"
            mt={place === 0 ? 28 : 4}
            aria-label={`Remove period ${number(place + 1)}`}
            onClick={onRemove}
          >
            ×
          </ActionIcon>
        )}
      </Group>
    </li>
  );
}

/** Say what a period comes to. */
function meaning({ first, last, amount }: Entry, currency: string): string {
  if (!isDay(first) || (last && !isDay(last))) return "";
  const count = daysFrom(first, last || first).length;
  if (count === 0) return "";
  const days = count === 1 ? "1 day" : `${number(count)} days`;
  const read = readAmount(amount);
  if (read === null || Number(read) < 0) return days;
  return `${days}, ${money(Number(read) * count, currency, false)} in all`;
}
