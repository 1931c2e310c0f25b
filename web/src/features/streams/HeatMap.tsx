import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { LEVELS, type Level, SHOWN_LEVELS } from "@/features/streams/levels";
import type { Live } from "@/features/streams/live";
import { DOMAINS, domainName, shortName } from "@/features/streams/names";
import classes from "@/features/streams/Streams.module.css";
import { type Block, type Standing, standing } from "@/features/streams/standing";
import { useBeat, useLive } from "@/features/streams/useLive";
import { NONE, number } from "@/kit/format";
import { Section } from "@/kit/Section";

/** How all streams are against usual, a cell for each, by the part of the marketplace that they tell about. */
export function HeatMap({ block }: { block: Block | null }) {
  const live = useLive();
  useBeat(1_000);
  const unusual = live.streams.filter((one) => !["usual", "unknown"].includes(standing(one, block).level));
  return (
    <Section
      title="Against usual"
      note={
        live.startedAt === null
          ? "How often events come lately, against what is usual at this hour of the week"
          : `${number(unusual.length)} of ${number(live.streams.length)} streams are not as usual at this hour of the week`
      }
      controls={<Legend />}
    >
      <div className={classes.domains}>
        {DOMAINS.map((domain) => (
          <Domain
            key={domain}
            name={domainName(domain)}
            lives={live.streams.filter((one) => one.stream.domain === domain)}
            block={block}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed">
        The number is 50 for usual; each standard deviation is about 20. A stream from which nothing came in
        the last whole hour is judged by that hour.
      </Text>
    </Section>
  );
}

function Domain({ name, lives, block }: { name: string; lives: readonly Live[]; block: Block | null }) {
  return (
    <div className={classes.domain}>
      <Text component="h3" size="sm" fw={600} m={0} pt={3}>
        {name}
      </Text>
      <ul className={classes.cells} aria-label={`Streams of ${name}`}>
        {lives.map((one) => (
          <Cell key={one.stream.name} live={one} now={standing(one, block)} />
        ))}
      </ul>
    </div>
  );
}

function Cell({ live, now }: { live: Live; now: Standing }) {
  const { name, domain } = live.stream;
  const look = LEVELS[now.level];
  const value = now.value === null ? NONE : number(now.value);
  return (
    <li>
      <Link
        to="/streams/$stream"
        params={{ stream: name }}
        preload={false}
        className={classes.cell}
        data-level={now.level}
        title={`${name}: ${look.word}${now.value === null ? "" : `, ${value} of 100`}${now.from === "hour" ? ", by the last whole hour" : ""}`}
        aria-label={`${shortName(name, domain)}: ${look.word}${now.value === null ? "" : `, ${value} of 100`}`}
      >
        <span className={classes.name}>{shortName(name, domain)}</span>
        <span className={classes.reading}>
          <span aria-hidden>{now.level === "usual" ? "" : look.sign}</span> {value}
        </span>
      </Link>
    </li>
  );
}

function Legend() {
  const shown: readonly Level[] = SHOWN_LEVELS;
  return (
    <Group component="ul" gap="sm" wrap="wrap" p={0} m={0} aria-label="What the colours mean">
      {shown.map((level) => (
        <li key={level} className={classes.key} title={LEVELS[level].meaning}>
          <span className={classes.swatch} data-level={level} aria-hidden>
            {LEVELS[level].sign}
          </span>
          {LEVELS[level].word}
        </li>
      ))}
    </Group>
  );
}
