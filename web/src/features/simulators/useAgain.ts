import { useEffect, useRef } from "react";

type Ask = (options: { requestPolicy: "network-only" }) => void;

/** Ask a query again whenever a mark changes, such as the time of the last command. */
export function useAgain(mark: string, ask: Ask): void {
  const seen = useRef(mark);
  useEffect(() => {
    if (seen.current === mark) return;
    seen.current = mark;
    ask({ requestPolicy: "network-only" });
  }, [mark, ask]);
}
