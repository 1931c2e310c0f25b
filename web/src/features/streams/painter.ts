/** Paints lines of live streams on canvases, all of them on one beat, and only those that are in view. */

import type { Live, LiveStreams } from "@/features/streams/live";
import { Counts } from "@/features/streams/ring";
import type { LineKind } from "@/features/streams/search";
import { paint } from "@/kit/charts/model";

const BEAT_MS = 100;
const CALM_BEAT_MS = 1_000;
const REFRESH_COLOURS_MS = 1_000;

/** A second point in each pixel would not be seen. */
const STEP = 2;

type Colours = { line: string; fill: string; grid: string };

export class Painter {
  kind: LineKind = "rate";
  readonly #canvases = new Map<Element, Live>();
  readonly #inView = new Set<Element>();
  readonly #points = new Float32Array(Counts.SLOTS / STEP - 5);
  readonly #views = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#inView.add(target);
      else this.#inView.delete(target);
    }
  });
  readonly #sizes = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      if (!(target instanceof HTMLCanvasElement)) continue;
      target.width = Math.round(contentRect.width * devicePixelRatio);
      target.height = Math.round(contentRect.height * devicePixelRatio);
    }
  });
  readonly #calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  #frame = 0;
  #painted = 0;
  #colours: (Colours & { read: number }) | null = null;

  constructor(readonly live: LiveStreams) {}

  /** Paint a stream on a canvas from now on. Returns what ends it. */
  put(canvas: HTMLCanvasElement, live: Live): () => void {
    this.#canvases.set(canvas, live);
    this.#views.observe(canvas);
    this.#sizes.observe(canvas);
    return () => {
      this.#canvases.delete(canvas);
      this.#inView.delete(canvas);
      this.#views.unobserve(canvas);
      this.#sizes.unobserve(canvas);
    };
  }

  /** Paint until told to stop; a hidden page gets no frames. */
  start(): void {
    this.#frame = requestAnimationFrame((at) => this.#beat(at));
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
  }

  #beat(at: number): void {
    const beat = this.#calm.matches ? CALM_BEAT_MS : BEAT_MS;
    // A little early is on time: else every beat would wait for the frame after it.
    if (at - this.#painted >= beat - 4) {
      this.#painted = at;
      this.live.advance(Date.now());
      const colours = this.#colour(at);
      for (const canvas of this.#inView) this.#paint(canvas as HTMLCanvasElement, colours);
    }
    this.start();
  }

  /** Colours of the scheme that is on; to read them for each line would cost more than to draw it. */
  #colour(at: number): Colours {
    if (!this.#colours || at - this.#colours.read > REFRESH_COLOURS_MS) {
      this.#colours = {
        line: paint("accent"),
        fill: paint("accent", 0.16),
        grid: paint("muted", 0.35),
        read: at,
      };
    }
    return this.#colours;
  }

  #paint(canvas: HTMLCanvasElement, colours: Colours): void {
    const live = this.#canvases.get(canvas);
    const pen = canvas.getContext("2d");
    if (!live || !pen) return;
    const { width, height } = canvas;
    pen.clearRect(0, 0, width, height);
    if (this.kind === "rate") {
      const most = Math.max(2, live.counts.perSecond(this.#points, STEP));
      drawLine(pen, this.#points, 0, most * 1.1, colours, true);
    } else {
      this.live.usualLine(live, this.#points, STEP);
      drawLevel(pen, height / 2, colours);
      drawLine(pen, this.#points, 0, 100, colours, false);
    }
  }
}

/** Draw a line from the left to the right edge; it is not drawn where there is no value. */
export function drawLine(
  pen: CanvasRenderingContext2D,
  points: Float32Array,
  low: number,
  high: number,
  colours: Colours,
  filled: boolean,
): void {
  const { width, height } = pen.canvas;
  const line = pen.lineWidth;
  const across = width / (points.length - 1);
  const up = (height - 4) / (high - low);
  let begun = -1;
  pen.beginPath();
  for (let index = 0; index < points.length; index += 1) {
    const value = points[index] as number;
    if (Number.isNaN(value)) continue;
    const y = height - 2 - (value - low) * up;
    if (begun < 0) pen.moveTo(index * across, y);
    else pen.lineTo(index * across, y);
    if (begun < 0) begun = index;
  }
  if (begun < 0) return;
  pen.lineWidth = 1.4 * devicePixelRatio;
  pen.strokeStyle = colours.line;
  pen.stroke();
  if (filled) {
    pen.lineTo(width, height);
    pen.lineTo(begun * across, height);
    pen.fillStyle = colours.fill;
    pen.fill();
  }
  pen.lineWidth = line;
}

function drawLevel(pen: CanvasRenderingContext2D, y: number, colours: Colours): void {
  pen.beginPath();
  pen.moveTo(0, y);
  pen.lineTo(pen.canvas.width, y);
  pen.lineWidth = devicePixelRatio;
  pen.strokeStyle = colours.grid;
  pen.stroke();
}
