/** Going through a list with the keyboard. */

import { useEffect, useRef, useState } from "react";
import { chordAfter } from "@/app/chords";

/** Return where a key leads from a row; null for keys that lead nowhere. */
export function rowAfter(key: string, rows: readonly string[], at: string | null): string | null {
  const step = key === "j" ? 1 : key === "k" ? -1 : 0;
  if (step === 0 || rows.length === 0) return null;
  const index = at === null ? -1 : rows.indexOf(at);
  if (index < 0) return (step > 0 ? rows[0] : rows.at(-1)) ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, index + step))] ?? null;
}

const linkOf = (row: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`tr[data-row="${CSS.escape(row)}"] a`);

/** Let j and k go through rows and Enter open the one they are at.
 *
 * The row's link takes the focus, so that readers of the screen say where one is, and Enter follows it by itself.
 *
 * @param others What further keys do.
 * @returns The row that the keys are at.
 */
export function useRowKeys(rows: readonly string[], others: Record<string, () => void>): string | null {
  const [selected, setSelected] = useState<string | null>(null);
  const now = useRef({ rows, others, selected });
  now.current = { rows, others, selected };

  useEffect(() => {
    // After "g" a key leads to a page.
    const chord = chordAfter("g");
    function onKey(event: KeyboardEvent): void {
      if (isMeantElsewhere(event) || chord(event.key, event.timeStamp) !== null) return;
      const { rows: all, others: more, selected: at } = now.current;
      const next = rowAfter(event.key, all, at);
      if (next) {
        setSelected(next);
        linkOf(next)?.focus();
      } else if (event.key === "Enter" && at && event.target === document.body) {
        linkOf(at)?.click();
      } else if (more[event.key]) {
        event.preventDefault();
        more[event.key]?.();
      }
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return selected !== null && rows.includes(selected) ? selected : null;
}

/** Whether a key is a command of the browser, or meant for a field, a menu or a dialog. */
function isMeantElsewhere({ defaultPrevented, metaKey, ctrlKey, altKey, target }: KeyboardEvent): boolean {
  if (defaultPrevented || metaKey || ctrlKey || altKey) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="listbox"]') !== null)
  );
}
