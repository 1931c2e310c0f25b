/** The columns of a file: read as every import reads them. */

export { type Head, headOf, recordsOf } from "@/kit/files/head";
