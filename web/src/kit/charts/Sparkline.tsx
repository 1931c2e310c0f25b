import type { Values } from "@/kit/charts/model";

type Props = {
  /** What it shows, for those who cannot see it. */
  label: string;
  values: Values;
  width?: number;
  height?: number;
};

/** A small line without axes; gaps stay gaps. */
export function Sparkline({ label, values, width = 120, height = 28 }: Props) {
  const path = sparklinePath(values, width, height);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <path
        d={path}
        fill="none"
        stroke="var(--mantine-color-cyan-text)"
        strokeWidth={1.6}
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** Return the path of a line through values that fills a box, its lowest value at the bottom. */
export function sparklinePath(values: Values, width: number, height: number): string {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return "";
  const low = Math.min(...known);
  const spread = Math.max(...known) - low || 1;
  const step = width / Math.max(values.length - 1, 1);
  let pen = "M";
  let path = "";
  values.forEach((value, index) => {
    if (value === null) {
      pen = "M";
      return;
    }
    const y = height - 2 - ((value - low) / spread) * (height - 4);
    path += `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  });
  return path;
}
