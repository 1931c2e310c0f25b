import { Group, Text } from "@mantine/core";
import { type PointerEvent, useState } from "react";
import { type Cause, type CauseKind, causeText, type Deed, KIND_NAMES } from "@/features/simulators/causes";
import { writeLength } from "@/features/simulators/lengths";
import classes from "@/features/simulators/Strip.module.css";
import {
  actingAt,
  type Bar,
  barsOf,
  type Frame,
  linePath,
  momentAt,
  type Stretch,
  timeTicks,
  valueTicks,
  xOf,
} from "@/features/simulators/strip";
import { hourOfDay, number, time } from "@/kit/format";

export type Drawing = {
  causes: readonly Cause[];
  deeds: readonly Deed[];
  stream: string;
  values: readonly (number | null)[];
  /** When the first block begins, and how long each is. */
  begin: number;
  block: number;
  stretch: Stretch;
  now: number;
  /** Whether the values count events; else they are levels. */
  counted: boolean;
};

const LEFT = 56;
const RIGHT = 8;
const ROW = 22;
const BAR = 17;
const DEEDS = 22;
const CHART = 170;
const AXIS = 24;

/** Rows beyond these are in the table. */
const MOST_ROWS = 9;

/** Bars and marks of causes above the line of a stream. */
export function StripDrawing(drawing: Drawing & { width: number }) {
  const { causes, deeds, values, begin, block, stretch, now, width } = drawing;
  const [pointer, setPointer] = useState<number | null>(null);
  const frame: Frame = { left: LEFT, width: Math.max(1, width - LEFT - RIGHT), stretch };
  const bars = barsOf(causes, frame);
  const rows = Math.min(MOST_ROWS, Math.max(1, ...bars.map(({ row }) => row + 1)));
  const top = rows * ROW + DEEDS;
  const height = top + CHART + AXIS;
  const { top: highest, ticks } = valueTicks(Math.max(0, ...values.map((value) => value ?? 0)));
  const box = { top: top + 6, height: CHART - 6 };
  const path = linePath(values, begin, block, frame, box, highest);
  const nowX = xOf(frame, Math.min(stretch.end, now));
  const y = (value: number) => box.top + box.height - (value / highest) * box.height;

  function point(event: PointerEvent<SVGSVGElement>): void {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setPointer(x >= LEFT && x <= width - RIGHT ? x : null);
  }

  return (
    <div className={classes.strip}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`Causes above ${drawing.stream}. A table of the same is behind the button “Table”.`}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setPointer(null)}
      >
        <rect
          x={nowX}
          y={0}
          width={Math.max(0, width - RIGHT - nowX)}
          height={top + CHART}
          className={classes.ahead}
        />
        <TimeAxis frame={frame} height={top + CHART} width={width} />
        {bars
          .filter(({ row }) => row < MOST_ROWS)
          .map((bar) => (
            <OneBar key={bar.cause.key} bar={bar} stream={drawing.stream} />
          ))}
        <Marks deeds={deeds} frame={frame} y={rows * ROW} bottom={top + CHART} />
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} className={classes.grid} />
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end" className={classes.label}>
              {number(tick, 2)}
            </text>
          </g>
        ))}
        <path d={path} className={classes.line} />
        <line x1={nowX} x2={nowX} y1={0} y2={top + CHART} className={classes.now} />
        {pointer !== null && (
          <line x1={pointer} x2={pointer} y1={0} y2={top + CHART} className={classes.pointer} />
        )}
      </svg>
      {pointer !== null && <Tip {...drawing} x={pointer} frame={frame} />}
    </div>
  );
}

function OneBar({ bar: { cause, row, x, width, fading }, stream }: { bar: Bar; stream: string }) {
  const top = row * ROW + (ROW - BAR) / 2;
  const aside = cause.streams.includes(stream) ? "" : classes.aside;
  const room = Math.floor((width + fading - 10) / 6.4);
  const label =
    room >= cause.label.length ? cause.label : room > 4 ? `${cause.label.slice(0, room - 1)}…` : "";
  return (
    <g className={`${classes[cause.kind]} ${aside}`}>
      <rect x={x} y={top} width={width} height={BAR} rx={3} className={classes.bar} />
      {fading > 0 && (
        <rect x={x + width} y={top} width={fading} height={BAR} rx={3} className={classes.fading} />
      )}
      <text x={x + 6} y={top + 12.5} className={classes.name}>
        {label}
      </text>
    </g>
  );
}

function Marks({
  deeds,
  frame,
  y,
  bottom,
}: {
  deeds: readonly Deed[];
  frame: Frame;
  y: number;
  bottom: number;
}) {
  const inside = deeds.filter(({ at }) => at >= frame.stretch.start && at <= frame.stretch.end);
  return (
    <g className={classes.deed}>
      {inside.map((deed) => {
        const x = xOf(frame, deed.at);
        return (
          <g key={deed.key}>
            <line x1={x} x2={x} y1={y + 14} y2={bottom} />
            <path d={`M${x - 5} ${y + 4}h10l-5 9z`} />
          </g>
        );
      })}
    </g>
  );
}

function TimeAxis({ frame, height, width }: { frame: Frame; height: number; width: number }) {
  const zone = -new Date(frame.stretch.end).getTimezoneOffset() * 60_000;
  const ticks = timeTicks(frame.stretch, Math.max(2, Math.floor(width / 90)), zone);
  return ticks.map((at) => {
    const x = xOf(frame, at);
    const midnight = (at + zone) % 86_400_000 === 0;
    return (
      <g key={at}>
        <line x1={x} x2={x} y1={0} y2={height} className={classes.grid} />
        <text
          x={Math.min(x, width)}
          y={height + 16}
          textAnchor={x > width - 30 ? "end" : "middle"}
          className={midnight ? classes.day : classes.label}
        >
          {hourOfDay(at)}
        </text>
      </g>
    );
  });
}

/** How near to a mark, in pixels, the pointer means it. */
const NEAR = 6;
const MOST_TOLD = 8;

function Tip({
  x,
  frame,
  causes,
  deeds,
  values,
  begin,
  block,
  counted,
  stream,
}: Drawing & { x: number; frame: Frame }) {
  const at = momentAt(frame, x);
  const index = Math.floor((at - begin) / block);
  const value = values[index];
  const near = deeds.filter((deed) => Math.abs(xOf(frame, deed.at) - x) <= NEAR);
  const acting = actingAt(causes, at);
  const right = x > frame.left + frame.width / 2;
  return (
    <div
      className={classes.tip}
      style={right ? { right: frame.left + frame.width - x + 20 } : { left: x + 14 }}
    >
      <Text size="xs" fw={700}>
        {time(at)}
      </Text>
      {typeof value === "number" && (
        <Text size="xs">
          {number(value, 2)} {counted ? `events in ${writeLength(block)}` : "on average"}
        </Text>
      )}
      {near.map((deed) => (
        <Text key={deed.key} size="xs" fw={600}>
          {deed.label}
        </Text>
      ))}
      {acting.slice(0, MOST_TOLD).map((cause) => (
        <div key={cause.key}>
          <Text size="xs">{causeText(cause, at)}</Text>
          {cause.told
            .filter((line) => line.startsWith(`${stream} `))
            .map((line) => (
              <Text key={line} size="xs" c="dimmed">
                {line.slice(stream.length + 1)}
              </Text>
            ))}
        </div>
      ))}
      {acting.length > MOST_TOLD && <Text size="xs">and {acting.length - MOST_TOLD} more</Text>}
      {acting.length === 0 && (
        <Text size="xs" c="dimmed">
          Nothing acts.
        </Text>
      )}
    </div>
  );
}

/** What the colours mean. */
export function Legend({ line }: { line: string }) {
  return (
    <Group gap="md" wrap="wrap">
      {(Object.keys(KIND_NAMES) as CauseKind[]).map((kind) => (
        <Group key={kind} gap={6} wrap="nowrap" className={classes[kind]}>
          <svg width={14} height={12} aria-hidden="true">
            <rect x={1} y={1} width={12} height={10} rx={2} className={classes.bar} />
          </svg>
          <Text size="xs">{KIND_NAMES[kind]}</Text>
        </Group>
      ))}
      <Group gap={6} wrap="nowrap" className={classes.deed}>
        <svg width={12} height={12} aria-hidden="true">
          <path d="M1 2h10l-5 9z" />
        </svg>
        <Text size="xs">Command</Text>
      </Group>
      <Group gap={6} wrap="nowrap">
        <svg width={16} height={12} aria-hidden="true">
          <path d="M0 6h16" className={classes.line} />
        </svg>
        <Text size="xs">{line}</Text>
      </Group>
    </Group>
  );
}
