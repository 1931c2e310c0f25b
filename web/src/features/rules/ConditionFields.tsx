import { Group, NumberInput, Select } from "@mantine/core";
import { COMPARATORS, DIRECTIONS, type Draft, FORMS, METRICS } from "@/features/rules/rules";
import { metricName, words } from "@/kit/format";

type Props = { draft: Draft; onChange: (part: Partial<Draft>) => void };

/** Return the values of an enum as a select shows them. */
export const options = <Value extends string>(
  names: Record<Value, string>,
): { value: Value; label: string }[] =>
  (Object.entries(names) as [Value, string][]).map(([value, label]) => ({ value, label: words(label) }));

/** The fields that a kind of rule needs, and no others. */
export function ConditionFields(props: Props) {
  switch (props.draft.kind) {
    case "THRESHOLD":
      return (
        <Group grow align="flex-start">
          <Bound {...props} />
          <NumberInput
            label="Day of the forecast"
            description="Empty for days that were observed"
            min={1}
            max={30}
            allowDecimal={false}
            value={props.draft.horizonDays ?? ""}
            onChange={(days) => props.onChange({ horizonDays: days === "" ? null : Number(days) })}
          />
        </Group>
      );
    case "TREND":
      return <Trend {...props} />;
    case "ANOMALY":
      return (
        <Group grow align="flex-start">
          <NumberInput
            label="Deviations from the usual"
            description="Robust standard deviations"
            min={0.1}
            max={20}
            step={0.5}
            value={props.draft.leastZ}
            onChange={(leastZ) => props.onChange({ leastZ: Number(leastZ) })}
          />
          <Period {...props} least={7} />
        </Group>
      );
    case "COMPARISON":
      return (
        <>
          <Group grow align="flex-start">
            <Select
              label="Put together"
              allowDeselect={false}
              value={props.draft.form}
              onChange={(form) => form && props.onChange({ form })}
              data={options(FORMS)}
            />
            <Select
              label="Second metric"
              allowDeselect={false}
              value={props.draft.other}
              onChange={(other) => other && props.onChange({ other })}
              data={METRICS.map((value) => ({ value, label: metricName(value) }))}
            />
          </Group>
          <Group grow align="flex-start">
            <Bound {...props} />
          </Group>
        </>
      );
  }
}

function Bound({ draft, onChange }: Props) {
  return (
    <>
      <Select
        label="Is"
        description="How it is held against the value"
        allowDeselect={false}
        value={draft.comparator}
        onChange={(comparator) => comparator && onChange({ comparator })}
        data={options(COMPARATORS)}
      />
      <NumberInput
        label="Value"
        description="Shares such as CTR as a ratio: 0.02"
        value={draft.value}
        onChange={(value) => onChange({ value: Number(value) })}
      />
    </>
  );
}

function Trend({ draft, onChange }: Props) {
  return (
    <Group grow align="flex-start">
      <Select
        label="It"
        description="Which way the mean goes"
        allowDeselect={false}
        value={draft.direction}
        onChange={(direction) => direction && onChange({ direction })}
        data={options(DIRECTIONS)}
      />
      <NumberInput
        label="By at least"
        description="Percent of the mean before"
        min={0}
        suffix=" %"
        value={draft.changePercent}
        onChange={(changePercent) => onChange({ changePercent: Number(changePercent) })}
      />
      <Period draft={draft} onChange={onChange} least={2} />
    </Group>
  );
}

function Period({ draft, onChange, least }: Props & { least: number }) {
  return (
    <NumberInput
      label="Days"
      description={`That are compared, ${least} to 90`}
      min={least}
      max={90}
      allowDecimal={false}
      value={draft.periodDays}
      onChange={(periodDays) => onChange({ periodDays: Number(periodDays) })}
    />
  );
}
