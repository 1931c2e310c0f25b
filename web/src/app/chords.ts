const PATIENCE_MS = 1_200;

/** Return what tells, key by key, which key came soon after a first one; null for all others. */
export function chordAfter(first: string): (key: string, at: number) => string | null {
  let begun = Number.NEGATIVE_INFINITY;
  return (key, at) => {
    if (key === first) {
      begun = at;
      return null;
    }
    const follows = at - begun <= PATIENCE_MS;
    begun = Number.NEGATIVE_INFINITY;
    return follows ? key : null;
  };
}
