import type { Caller } from "@/features/graphiql/caller";
import classes from "@/features/graphiql/graphiql.module.css";

const HEADER = '{ "Authorization": "Bearer <API key>" }';

/** Says who must sign in, and how; nothing when there is nothing to say. */
export function Notice({ caller, onRetry }: { caller: Caller; onRetry: () => void }) {
  return (
    <div role="status" aria-label="Who asks">
      {caller.kind === "stranger" && (
        <p className={classes.notice}>
          Nobody is signed in here. <a href="/">Sign in</a> and come back, or type <code>{HEADER}</code> under
          Headers.
        </p>
      )}
      {caller.kind === "refused" && (
        <p className={classes.notice}>
          {caller.message} Look at the Headers below: they have the form <code>{HEADER}</code>.
        </p>
      )}
      {caller.kind === "unreachable" && (
        <p className={classes.notice}>
          The server cannot be reached.{" "}
          <button type="button" className={classes.retry} onClick={onRetry}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}
