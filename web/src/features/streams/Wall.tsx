import { SegmentedControl, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { createContext, useContext, useEffect, useRef, useState } from "react";
import { LEVELS } from "@/features/streams/levels";
import type { Live } from "@/features/streams/live";
import { DOMAINS, domainName, pace, shortName } from "@/features/streams/names";
import { Painter } from "@/features/streams/painter";
import classes from "@/features/streams/Streams.module.css";
import type { LineKind } from "@/features/streams/search";
import { type Block, standing } from "@/features/streams/standing";
import { useBeat, useLive } from "@/features/streams/useLive";
import { number } from "@/kit/format";
import { Section } from "@/kit/Section";

const PainterContext = createContext<Painter | null>(null);

/** Return what paints lines of the streams while the component stands. */
export function usePainter(kind: LineKind): Painter {
  const live = useLive();
  const [painter] = useState(() => new Painter(live));
  painter.kind = kind;
  useEffect(() => {
    painter.start();
    return () => painter.stop();
  }, [painter]);
  return painter;
}

/** A canvas on which a stream's last minute moves. */
export function MovingLine({ painter, live, height }: { painter: Painter; live: Live; height: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => (canvas.current ? painter.put(canvas.current, live) : undefined), [painter, live]);
  return <canvas ref={canvas} className={classes.line} style={{ height }} aria-hidden />;
}

type Props = { line: LineKind; block: Block | null; onLine: (line: LineKind) => void };

/** The last minute of every stream, as it moves. */
export function Wall({ line, block, onLine }: Props) {
  const live = useLive();
  const painter = usePainter(line);
  useBeat(1_000);
  const total = live.total.within(10) / 10;
  return (
    <Section
      title="The last minute"
      note={`${number(total, total < 10 ? 1 : 0)} events a second in all. ${
        line === "rate"
          ? "Each line has a scale of its own."
          : "From 0 below to 100 above; the line in the middle is usual."
      }`}
      controls={
        <SegmentedControl
          aria-label="What the lines show"
          size="xs"
          value={line}
          onChange={(next) => onLine(next as LineKind)}
          data={[
            { value: "rate", label: "Events a second" },
            { value: "usual", label: "Against usual" },
          ]}
        />
      }
    >
      <PainterContext value={painter}>
        {DOMAINS.map((domain) => (
          <div key={domain}>
            <Text component="h3" size="sm" fw={600} m={0} mb={4}>
              {domainName(domain)}
            </Text>
            <ul className={classes.wall} aria-label={`Lines of ${domainName(domain)}`}>
              {live.streams
                .filter((one) => one.stream.domain === domain)
                .map((one) => (
                  <Tile
                    key={one.stream.name}
                    live={one}
                    told={line === "rate" ? paceOf(one) : standingOf(one, block)}
                  />
                ))}
            </ul>
          </div>
        ))}
      </PainterContext>
    </Section>
  );
}

function Tile({ live, told }: { live: Live; told: string }) {
  const painter = useContext(PainterContext);
  const { name, domain } = live.stream;
  return (
    <li>
      <Link
        to="/streams/$stream"
        params={{ stream: name }}
        preload={false}
        className={classes.tile}
        title={name}
      >
        <span className={classes.name}>{shortName(name, domain)}</span>
        <span className={classes.told}>{told}</span>
        {painter && <MovingLine painter={painter} live={live} height={34} />}
      </Link>
    </li>
  );
}

/** The end of the line in words. */
const paceOf = ({ counts }: Live): string => pace(counts.within(10), counts.within(60));

function standingOf(live: Live, block: Block | null): string {
  const { level, value } = standing(live, block);
  return value === null ? LEVELS[level].word : `${LEVELS[level].word}, ${number(value)}`;
}
