import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { type CSSProperties, useState } from "react";
import classes from "@/features/campaign/hours/HeatMap.module.css";
import {
  clock,
  type Hour,
  largest,
  type Profile,
  usualRange,
  type Weekday,
} from "@/features/campaign/hours/hours";
import { type Column, DataTable } from "@/kit/DataTable";
import { metricName, NONE, number, share, weekdayName } from "@/kit/format";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Hours of a week, the fuller the larger their share of the day; a table of the same is behind a button. */
export function HeatMap({ profile }: { profile: Profile }) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          Percent of the day, by hours of UTC. The fuller the colour, the more of the day falls on the hour.
        </Text>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setAsTable(!asTable)}>
          {asTable ? "Map" : "Table"}
        </Button>
      </Group>
      {asTable ? <Twin profile={profile} /> : <Grid profile={profile} />}
    </Stack>
  );
}

function Grid({ profile }: { profile: Profile }) {
  const most = largest(profile) || 1;
  const label = `${metricName(profile.metric)} by weekday and hour`;
  return (
    <Table.ScrollContainer minWidth={860} type="native" tabIndex={0} role="region" aria-label={label}>
      <table className={classes.map}>
        <thead>
          <tr>
            <th scope="col" className={classes.days}>
              Day
            </th>
            {HOURS.map((hour) => (
              <th key={hour} scope="col">
                {String(hour).padStart(2, "0")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {profile.weekdays.map(({ weekday, hours }) => (
            <tr key={weekday}>
              <th scope="row">{weekdayName(weekday)}</th>
              {hours.map((hour) => (
                <td
                  key={hour.hour}
                  className={classes.cell}
                  style={{ "--heat": hour.share / most } as CSSProperties}
                  title={told(weekday, hour)}
                >
                  {number(hour.share * 100, 1)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Table.ScrollContainer>
  );
}

function told(weekday: number, hour: Hour): string {
  return `${weekdayName(weekday)} ${clock(hour.hour)}: ${share(hour.share, 1)} of the day, on single days ${rangeOf(hour)}`;
}

function rangeOf(hour: Hour): string {
  const range = usualRange(hour);
  return range ? `${share(range.lower, 1)} to ${share(range.upper, 1)}` : NONE;
}

type Row = { day: Weekday; hour: Hour };

const COLUMNS: Column<Row>[] = [
  { key: "day", head: "Day", cell: ({ day }) => weekdayName(day.weekday) },
  { key: "hour", head: "Hour, UTC", cell: ({ hour }) => clock(hour.hour) },
  { key: "share", head: "Share of the day", numeric: true, cell: ({ hour }) => share(hour.share, 1) },
  { key: "range", head: "On single days, 4 in 5", numeric: true, cell: ({ hour }) => rangeOf(hour) },
  { key: "days", head: "Days observed", numeric: true, cell: ({ day }) => number(day.days) },
];

function Twin({ profile }: { profile: Profile }) {
  const rows = profile.weekdays.flatMap((day) => day.hours.map((hour) => ({ day, hour })));
  return (
    <div style={{ maxHeight: 420, overflow: "auto" }}>
      <DataTable
        caption={`${metricName(profile.metric)} by weekday and hour, as a table`}
        columns={COLUMNS}
        rows={rows}
        rowKey={({ day, hour }) => `${day.weekday} ${hour.hour}`}
        minWidth={520}
      />
    </div>
  );
}
