import { SegmentedControl } from "@mantine/core";
import { SPANS, type Span } from "@/kit/range";

/** Choose over how many days a page looks. */
export function SpanPicker({ value, onChange }: { value: Span; onChange: (span: Span) => void }) {
  return (
    <SegmentedControl
      aria-label="Days shown"
      size="xs"
      value={value}
      onChange={(next) => onChange(next as Span)}
      data={Object.entries(SPANS).map(([span, days]) => ({ value: span, label: `${days} days` }))}
    />
  );
}
