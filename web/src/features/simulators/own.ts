/** A scenario of the workspace's own while it is written: its document, and what of it the fields show. */

import type { Stream } from "@/features/simulators/model";
import { handOver } from "@/kit/handOver";

export type Document = Record<string, unknown>;

export const CHANGE_WAYS = ["multiplier", "additive", "override"] as const;

/** A way to change a stream; a shift makes values in its events more or less likely, and is kept as it is. */
export type ChangeWay = (typeof CHANGE_WAYS)[number] | "probabilityShift";

export type ChangeDraft = { key: string; stream: string; way: ChangeWay; value: unknown };

export type OwnDraft = {
  id: string;
  name: string;
  description: string;
  duration: string;
  settlementDuration: string;
  settlementType: string;
  changes: ChangeDraft[];
  /** Everything else that the document says, as it says it. */
  rest: Document;
};

export const CURVES = ["linear", "exponential", "immediate"] as const;

/** What a scenario that is written from nothing begins with. */
export const EMPTY_DOCUMENT: Document = {
  id: "",
  name: "",
  description: "",
  duration: "2 hours",
  settlementDuration: "1 hour",
  settlementType: "linear",
  affectedStreams: {},
  externalEvents: [],
};

const TEXTS = ["id", "name", "description", "duration", "settlementDuration", "settlementType"] as const;
const LONGEST_ID = 60;

/** Read a text as a document; null when it is no JSON object. */
export function readDocument(text: string): Document | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export const writeDocument = (document: Document): string => JSON.stringify(document, null, 2);

/** Take a document apart for the fields. */
export function draftOf(document: Document): OwnDraft {
  const { affectedStreams, ...rest } = document;
  const texts = Object.fromEntries(
    TEXTS.map((field) => [field, typeof document[field] === "string" ? document[field] : ""]),
  ) as Record<(typeof TEXTS)[number], string>;
  for (const field of TEXTS) delete rest[field];
  const changes = Object.entries(isObject(affectedStreams) ? affectedStreams : {}).flatMap(
    ([stream, change]) =>
      Object.entries(isObject(change) ? change : {})
        .filter(([, value]) => value !== null)
        .map(([way, value]) => ({ key: `${stream} ${way}`, stream, way: way as ChangeWay, value })),
  );
  return { ...texts, changes, rest };
}

/** Put the fields and the rest together as a document again. */
export function documentOf(draft: OwnDraft): Document {
  const { changes, rest, settlementDuration, settlementType, ...texts } = draft;
  const affectedStreams: Record<string, Document> = {};
  for (const { stream, way, value } of changes) {
    affectedStreams[stream] = { ...affectedStreams[stream], [way]: value === "" ? null : value };
  }
  return {
    ...texts,
    ...(settlementDuration.trim() !== "" && { settlementDuration }),
    ...(settlementType !== "" && { settlementType }),
    affectedStreams,
    externalEvents: [],
    ...rest,
  };
}

/** Begin an own scenario as another one is: under a name and an id that none has. */
export function copyOf(document: Document, taken: readonly string[]): Document {
  const base = `${String(document.id).slice(0, LONGEST_ID - 8)}-copy`;
  let id = base;
  for (let number = 2; taken.includes(id); number++) id = `${base}-${number}`;
  return { ...document, id, name: `${String(document.name).slice(0, 110)}, copy` };
}

/** Propose an id for a name: letters, digits and hyphens. */
export function idFor(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, LONGEST_ID)
    .replace(/-+$/, "");
}

/** What a document has that the fields do not show, in words. */
export function alsoIn({ rest }: OwnDraft): string[] {
  const many = (field: string, one: string, more: string): string[] => {
    const list = rest[field];
    const count = Array.isArray(list) ? list.length : 0;
    return count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${more}`];
  };
  return [
    ...many("externalEvents", "external event", "external events"),
    ...many("cascadeEffects", "later effect", "later effects"),
    ...(isObject(rest.backlog) ? ["a backlog that is worked off"] : []),
  ];
}

/** A change for a further row: of the first stream that has none yet. */
export function nextChange(draft: OwnDraft, streams: readonly Stream[], key: string): ChangeDraft {
  const free = streams.find(({ name }) => !draft.changes.some(({ stream }) => stream === name));
  return { key, stream: free?.name ?? streams[0]?.name ?? "", way: "multiplier", value: 2 };
}

export type Problem = { file: string; path: string; message: string };

type Told = { message: string; path: readonly string[]; hint?: string | null };

/** Write the errors of the API as problems of a document: the path begins inside it. */
export const problemsOf = (errors: readonly Told[], file: string): Problem[] =>
  errors.map(({ message, path, hint }) => ({
    file,
    path: pathText(path.slice(1)),
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}${hint ? ` ${hint}` : ""}`,
  }));

/** Write a path as a person would in code: `externalEvents[0].type`. */
export const pathText = (path: readonly string[]): string =>
  path.map((part, place) => (/^\d+$/.test(part) ? `[${part}]` : place > 0 ? `.${part}` : part)).join("");

/** What is wrong with one place of the document, if anything is. */
export const problemAt = (problems: readonly Problem[], ...path: string[]): string | undefined =>
  problems
    .filter((one) => one.path === pathText(path))
    .map(({ message }) => message)
    .join(" ") || undefined;

const FIELDS = ["id", "name", "description", "duration", "settlementDuration", "settlementType"];

/** The problems that are left while some fields are being mended. */
export const problemsAfter = (problems: readonly Problem[], part: Partial<OwnDraft>): Problem[] =>
  problems.filter(({ path }) => {
    const field = path.split(/[.[]/)[0] ?? "";
    return !((field === "affectedStreams" ? "changes" : field) in part);
  });

/** The problems that no field can show beside itself. */
export function problemsBeside(problems: readonly Problem[], draft: OwnDraft): Problem[] {
  const rows = draft.changes.flatMap(({ stream, way }) => [
    pathText(["affectedStreams", stream]),
    pathText(["affectedStreams", stream, way]),
  ]);
  return problems.filter(({ path }) => !FIELDS.includes(path) && !rows.includes(path));
}

function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Hand a document to the viewer as a file. */
export function download(name: string, document: Document): void {
  handOver(name, new Blob([`${writeDocument(document)}\n`], { type: "application/json" }));
}
