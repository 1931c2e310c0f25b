/** The newest state of every job that has not ended or that changed while the page stood. */

import { useEffect, useState } from "react";
import { useApi } from "@/api/ApiContext";
import { connection, subscribe } from "@/api/connection";
import type { Job } from "@/features/jobs/jobs";
import { JobUpdatesDocument } from "@/features/jobs/operations";

/** How often the list moves at most. */
const PAINT_MS = 200;

export type JobUpdates = {
  jobs: ReadonlyMap<string, Job>;
  /** Grows each time the connection was lost and came back: jobs that ended meanwhile have to be asked for. */
  lapses: number;
  /** Why nothing comes, in words; null while all is well. */
  fault: string | null;
};

const NOTHING: JobUpdates = { jobs: new Map(), lapses: 0, fault: null };

/** Follow the work of the workspace for as long as the component stands. */
export function useJobUpdates(): JobUpdates {
  const api = useApi();
  const [shown, setShown] = useState(NOTHING);

  useEffect(() => {
    let jobs = new Map<string, Job>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    let lost = false;

    function paint(): void {
      timer = null;
      const now = new Map(jobs);
      setShown((last) => ({ ...last, jobs: now, fault: null }));
    }
    const unsubscribe = subscribe(() => {
      const { link } = connection();
      if (link === "reconnecting" || link === "offline") lost = true;
      if (link !== "live" || !lost) return;
      lost = false;
      // The first message tells every job that has not ended; what else was known may be out of date.
      jobs = new Map();
      setShown((last) => ({ jobs: new Map(), lapses: last.lapses + 1, fault: null }));
    });
    const end = api.follow(
      JobUpdatesDocument,
      {},
      {
        data: ({ jobUpdates }) => {
          jobs.set(jobUpdates.job.id, jobUpdates.job);
          timer ??= setTimeout(paint, PAINT_MS);
        },
        fault: (fault) => setShown((last) => ({ ...last, fault })),
      },
    );
    return () => {
      end();
      unsubscribe();
      if (timer) clearTimeout(timer);
    };
  }, [api]);

  return shown;
}
