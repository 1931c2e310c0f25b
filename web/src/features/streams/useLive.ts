/** What is known of the streams, for the components of their pages. */

import { createContext, useContext, useEffect, useState } from "react";
import type { LiveStreams } from "@/features/streams/live";

export const LiveContext = createContext<LiveStreams | null>(null);

/** Return what is known of the streams at the moment. It changes without a render: look at it on a beat. */
export function useLive(): LiveStreams {
  const live = useContext(LiveContext);
  if (!live) throw new Error("No streams are followed here.");
  return live;
}

/** Render again every so often, while the page is in view.
 *
 * @returns How often that was.
 */
export function useBeat(ms: number): number {
  const [beat, setBeat] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setBeat((now) => now + 1);
    }, ms);
    return () => clearInterval(timer);
  }, [ms]);
  return beat;
}
