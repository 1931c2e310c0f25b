import { useEffect, useRef, useState } from "react";
import { useApi } from "@/api/ApiContext";
import { SimulationProgressDocument } from "@/features/simulations/operations";
import { BEGINNING, type Course, course, ENDED } from "@/features/simulations/progress";

/** Follow a run to its end. Who comes late, or comes back, is told of the finished steps first.
 *
 * @param onEnded Told once when it has ended, in whatever way.
 * @returns Its course, and why it cannot be followed, in words; null while all is well.
 */
export function useProgress(id: string, onEnded: () => void): { course: Course; fault: string | null } {
  const api = useApi();
  const [now, setNow] = useState<Course>(BEGINNING);
  const [fault, setFault] = useState<string | null>(null);
  const listener = useRef(onEnded);
  listener.current = onEnded;

  useEffect(() => {
    setNow(BEGINNING);
    setFault(null);
    return api.follow(
      SimulationProgressDocument,
      { id },
      {
        data: ({ simulationProgress }) => {
          setFault(null);
          setNow((before) => course(before, simulationProgress));
          if (ENDED.has(simulationProgress.status)) listener.current();
        },
        fault: setFault,
      },
    );
  }, [api, id]);

  return { course: now, fault };
}
