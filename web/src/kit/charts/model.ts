/** What a chart over time shows, whatever draws it. */

export type Values = readonly (number | null)[];

export type Colour = "accent" | "muted" | "good" | "bad" | "warm" | "violet" | "cyan" | "pink";

export type Line = {
  label: string;
  values: Values;
  colour?: Colour;
  dashed?: boolean;
  /** Show dots and no line, as for what was observed. */
  dots?: boolean;
  /** Fill down to zero. */
  filled?: boolean;
};

/** A range around lines, such as an interval of a forecast. */
export type Band = { label: string; low: Values; high: Values; colour?: Colour; opacity: number };

/** Something that happened at a moment. */
export type Mark = { at: number; label: string; colour?: Colour };

export type TimeChartData = {
  /** Moments in milliseconds of the epoch, ascending. */
  times: readonly number[];
  lines: readonly Line[];
  bands?: readonly Band[];
  marks?: readonly Mark[];
};

const PALETTE: Record<Colour, string> = {
  accent: "--mantine-color-cyan-text",
  muted: "--mantine-color-dimmed",
  good: "--mantine-color-green-text",
  bad: "--mantine-color-red-text",
  warm: "--mantine-color-orange-text",
  violet: "--mantine-color-violet-text",
  cyan: "--mantine-color-blue-text",
  pink: "--mantine-color-pink-text",
};

export const COLOURS = Object.keys(PALETTE) as Colour[];

/** Return the colour in the scheme that is on, for a canvas, which knows no variables. */
export function paint(colour: Colour | undefined, opacity = 1): string {
  const style = getComputedStyle(document.documentElement);
  return faded(style.getPropertyValue(PALETTE[colour ?? "accent"]).trim() || "#0b7285", opacity);
}

/** Return the colour for a style sheet, where it follows the scheme. */
export function tint(colour: Colour | undefined, opacity = 1): string {
  return faded(`var(${PALETTE[colour ?? "accent"]})`, opacity);
}

function faded(colour: string, opacity: number): string {
  return opacity === 1 ? colour : `color-mix(in srgb, ${colour} ${opacity * 100}%, transparent)`;
}
