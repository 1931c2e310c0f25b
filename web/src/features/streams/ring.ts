/** Keeps the latest of what comes, in a room that never grows. */

/** The latest values, up to a number of them. */
export class Ring<Value> {
  readonly #kept: Value[] = [];
  #next = 0;

  constructor(readonly capacity: number) {}

  get size(): number {
    return this.#kept.length;
  }

  /** Keep a value. Return the one that had to go for it; undefined while there is room. */
  push(value: Value): Value | undefined {
    const gone = this.#kept[this.#next];
    this.#kept[this.#next] = value;
    this.#next = (this.#next + 1) % this.capacity;
    return gone;
  }

  /** Return the latest ones, newest first. */
  latest(count: number = this.size): Value[] {
    const found: Value[] = [];
    for (let back = 1; back <= Math.min(count, this.size); back += 1) {
      found.push(this.#kept[(this.#next - back + this.capacity) % this.capacity] as Value);
    }
    return found;
  }

  newest(): Value | undefined {
    return this.#kept[(this.#next - 1 + this.capacity) % this.capacity];
  }

  clear(): void {
    this.#kept.length = 0;
    this.#next = 0;
  }
}

/** Counts by tenths of a second over the last minute, for one stream. */
export class Counts {
  static readonly SLOT_MS = 100;
  static readonly SLOTS = 600;

  readonly #slots = new Uint16Array(Counts.SLOTS);
  /** The newest slot, in slots of the epoch. */
  #head = 0;

  /** Count one that happened at a moment; what is older than a minute or not yet is left out. */
  add(at: number, now: number): void {
    this.advance(now);
    const slot = Math.floor(at / Counts.SLOT_MS);
    if (slot > this.#head || slot <= this.#head - Counts.SLOTS) return;
    const place = slot % Counts.SLOTS;
    this.#slots[place] = Math.min(65_535, (this.#slots[place] ?? 0) + 1);
  }

  /** Let the time go on: slots that nothing happened in are empty. */
  advance(now: number): void {
    const head = Math.floor(now / Counts.SLOT_MS);
    if (head <= this.#head) return;
    if (head - this.#head >= Counts.SLOTS) this.#slots.fill(0);
    else for (let slot = this.#head + 1; slot <= head; slot += 1) this.#slots[slot % Counts.SLOTS] = 0;
    this.#head = head;
  }

  /** Return how many there were in the last seconds, up to 60. */
  within(seconds: number): number {
    const slots = Math.min(Counts.SLOTS, Math.round((seconds * 1000) / Counts.SLOT_MS));
    let sum = 0;
    for (let back = 0; back < slots; back += 1) sum += this.#at(back);
    return sum;
  }

  /** Write, oldest first, how many there were in the second up to each moment; the last is now.
   *
   * @param into As many values as moments; they are `step` slots apart.
   * @returns The greatest of them.
   */
  perSecond(into: Float32Array, step = 1): number {
    const inASecond = 1000 / Counts.SLOT_MS;
    let sum = 0;
    let most = 0;
    const oldest = (into.length - 1) * step;
    for (let back = oldest; back < oldest + inASecond; back += 1) sum += this.#at(back);
    for (let index = 0; index < into.length; index += 1) {
      into[index] = sum;
      if (sum > most) most = sum;
      const back = (into.length - 1 - index) * step;
      for (let one = 0; one < step; one += 1)
        sum += this.#at(back - one - 1) - this.#at(back - one - 1 + inASecond);
    }
    return most;
  }

  #at(back: number): number {
    if (back < 0 || back >= Counts.SLOTS) return 0;
    return this.#slots[(this.#head - back + Counts.SLOTS) % Counts.SLOTS] ?? 0;
  }
}
