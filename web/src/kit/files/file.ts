/** A file that somebody chose, as text, or why it is none. */

import { type FileFormat, type Head, headOf } from "@/kit/files/head";

/** What the server takes in one request, unless it is set otherwise. */
export const MAX_REQUEST_BYTES = 25_000_000;

/** Room for all but the text of the file. */
const REST_BYTES = 20_000;

export const SIZE_HINT = "At most 25 MB";

export type Source = {
  name: string;
  format: FileFormat;
  text: string;
  bytes: number;
  encoding: string;
  head: Head;
};

export type Unreadable = { message: string; hint: string };

const EXPORT_HINT = "Export the table as CSV (comma separated, UTF-8) and choose that file.";

const BINARIES: readonly { magic: readonly number[]; what: string }[] = [
  { magic: [0x50, 0x4b, 0x03, 0x04], what: "an Excel workbook or another ZIP archive" },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], what: "an old Excel workbook" },
  { magic: [0x1f, 0x8b], what: "a gzip archive" },
  { magic: [0x25, 0x50, 0x44, 0x46], what: "a PDF" },
  { magic: [0x89, 0x50, 0x4e, 0x47], what: "a picture" },
  { magic: [0xff, 0xd8, 0xff], what: "a picture" },
];

/** Read what a file holds. */
export function sourceOf(name: string, bytes: Uint8Array): Source | Unreadable {
  const binary = BINARIES.find(({ magic }) => magic.every((byte, at) => bytes[at] === byte));
  if (binary) return { message: `${name} is ${binary.what}, not a CSV or JSON file.`, hint: EXPORT_HINT };
  if (bytes.length > MAX_REQUEST_BYTES) return tooLarge(name);
  const { text, encoding } = decoded(bytes);
  if (!text.trim()) return { message: `${name} is empty.`, hint: "Export a range of days that has data." };
  if (sentBytes(text) > MAX_REQUEST_BYTES - REST_BYTES) return tooLarge(name);
  const format = formatOf(name, text);
  return { name, format, text, bytes: bytes.length, encoding, head: headOf(text, format) };
}

const tooLarge = (name: string): Unreadable => ({
  message: `${name} is larger than what can be imported at once, 25 MB.`,
  hint: "Export fewer days at a time and import the parts one after another, or use the command line, which has no such bound.",
});

/** Return the size of a text as a JSON string. */
const sentBytes = (text: string): number => new Blob([JSON.stringify(text)]).size;

/** Decode a text file: by its byte order mark, else as UTF-8, else as Windows writes it in the West. */
export function decoded(bytes: Uint8Array): { text: string; encoding: string } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "UTF-16" };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: new TextDecoder("utf-16be").decode(bytes), encoding: "UTF-16" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "UTF-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "Windows-1252" };
  }
}

/** Tell how a file is written: by its name, else by how it begins. */
export function formatOf(name: string, text: string): FileFormat {
  if (/\.json$/i.test(name)) return "JSON";
  if (/\.(csv|tsv|txt)$/i.test(name)) return "CSV";
  return /^\s*[[{]/.test(text) ? "JSON" : "CSV";
}
