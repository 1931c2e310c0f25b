/** The columns of a file and a row of examples: for somebody to say what they hold, also when the server cannot. */

export type FileFormat = "CSV" | "JSON";

export type Head = {
  columns: readonly string[];
  /** A cell of each column. */
  examples: Readonly<Record<string, string>>;
};

const NOTHING: Head = { columns: [], examples: {} };

/** How much of a file is looked at, and how many lines of titles may stand before the names of the columns. */
const LOOKED_AT = 65_536;
const PREAMBLE = 50;

const DELIMITERS = [",", ";", "\t", "|"] as const;

export function headOf(text: string, format: FileFormat): Head {
  return format === "JSON" ? headOfJson(text) : headOfCsv(text);
}

/** Titles above a table are shorter than its rows, and the row that names the columns is the first of the longest. */
function headOfCsv(text: string): Head {
  let best: { filled: number; names: string[]; next: string[] } | null = null;
  for (const delimiter of DELIMITERS) {
    const records = recordsOf(text.slice(0, LOOKED_AT), delimiter, PREAMBLE);
    records.forEach((names, index) => {
      const filled = names.filter(Boolean).length;
      if (filled > 0 && filled > (best?.filled ?? 0))
        best = { filled, names, next: records[index + 1] ?? [] };
    });
  }
  const { names, next } = best ?? { names: [], next: [] as string[] };
  return headWith(names, next);
}

function headOfJson(text: string): Head {
  try {
    const document: unknown = JSON.parse(text);
    const listed = Array.isArray(document) ? document : (document as { rows?: unknown } | null)?.rows;
    const rows = Array.isArray(listed) ? listed.filter((row) => typeof row === "object" && row !== null) : [];
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return headWith(
      names,
      names.map((name) => String(rows.find((row) => name in row)?.[name] ?? "")),
    );
  } catch {
    // That it is no JSON is for the server to say, with the line.
    return NOTHING;
  }
}

function headWith(names: readonly string[], cells: readonly string[]): Head {
  const examples: Record<string, string> = {};
  names.forEach((name, index) => {
    if (name && !Object.hasOwn(examples, name)) examples[name] = cells[index] ?? "";
  });
  return { columns: Object.keys(examples), examples };
}

/** Return the first records of a CSV, their cells without the blanks around them. */
export function recordsOf(text: string, delimiter: string, most: number): string[][] {
  const end = delimiter === "|" ? "\\|" : delimiter;
  const cell = new RegExp(
    `(?: *"((?:[^"]|"")*)"[^${end}\\r\\n]*|([^${end}\\r\\n]*))(${end}|\\r?\\n|\\r|$)`,
    "gy",
  );
  const records: string[][] = [];
  let cells: string[] = [];
  for (const [all, quoted, plain, stop] of text.replace("\ufeff", "").matchAll(cell)) {
    if (all === "" && cells.length === 0) break;
    cells.push((quoted?.replaceAll('""', '"') ?? plain ?? "").trim());
    if (stop === delimiter) continue;
    records.push(cells);
    cells = [];
    if (records.length >= most || stop === "") break;
  }
  return records;
}
