import { useEffect, useRef, useState } from "react";

/** How often what depends on the simulated time is drawn anew at most, however fast that time goes by. */
const CALM_MS = 4_000;

/** Return the last whole block of simulated time; it moves on calmly. */
export function useEdge(now: number, block: number): number {
  const edge = Math.floor(now / block) * block;
  const [shown, setShown] = useState(edge);
  const movedAt = useRef(Date.now());

  useEffect(() => {
    if (edge === shown) return;
    const wait = Math.max(0, movedAt.current + CALM_MS - Date.now());
    const timer = setTimeout(() => {
      movedAt.current = Date.now();
      setShown(edge);
    }, wait);
    return () => clearTimeout(timer);
  }, [edge, shown]);

  return Math.floor(shown / block) * block;
}
