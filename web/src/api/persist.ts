/** Subscriptions that begin again when they ended for a reason that passes by itself. */

const PASSING = new Set(["CONFLICT", "UNAVAILABLE", "RATE_LIMITED"]);

const AGAIN_MS = 2_000;

export type Sink<Result> = {
  next: (result: Result) => void;
  error: (error: unknown) => void;
  complete: () => void;
};

/** Tell whether an error passes by itself, such as that of a simulator that is starting. */
export function passes(error: unknown): boolean {
  return Array.isArray(error) && error.some((one) => PASSING.has(one?.extensions?.code));
}

/** Subscribe, and again a little later whenever it ended and should not have.
 *
 * @param subscribe Subscribes once; returns what ends that.
 * @param sink Told of results, of errors that do not pass, and of the end.
 * @param endless Whether even an end in order is none: what is followed begins again, as a simulator does.
 * @returns What ends it for good.
 */
export function persist<Result>(
  subscribe: (sink: Sink<Result>) => () => void,
  sink: Sink<Result>,
  endless = false,
): () => void {
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = begin();

  function begin(): () => void {
    return subscribe({
      next: (result) => sink.next(result),
      error: (error) => (passes(error) ? again() : sink.error(error)),
      complete: () => (endless ? again() : sink.complete()),
    });
  }

  function again(): void {
    if (ended) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      stop = begin();
    }, AGAIN_MS);
  }

  return () => {
    ended = true;
    clearTimeout(timer);
    stop();
  };
}
