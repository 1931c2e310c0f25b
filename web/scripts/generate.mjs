// Writes, beside each operations.graphql, the typed documents of its operations: operations.ts, which git ignores.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildSchema, parse, validate } from "graphql";

const scalars = { Date: "string", DateTime: "string", Decimal: "string", JSON: "unknown", Long: "number" };
const schemaText = readFileSync("../schema.graphql", "utf8");
const schema = parse(schemaText);
const schemaAst = buildSchema(schemaText);

const paths = readdirSync("src", { recursive: true })
  .filter((path) => basename(path) === "operations.graphql")
  .map((path) => join("src", path))
  .sort();
for (const path of paths) {
  const filename = join(dirname(path), "operations.ts");
  const document = parse(readFileSync(path, "utf8"));
  const faults = validate(schemaAst, document);
  if (faults.length > 0) {
    throw new Error(`${path} does not fit schema.graphql:\n${faults.map((one) => one.message).join("\n")}`);
  }
  const text = await codegen({
    filename,
    schema,
    schemaAst,
    documents: [{ location: path, document }],
    config: {
      scalars,
      useTypeImports: true,
      enumType: "string-literal",
      skipTypename: true,
      avoidOptionals: false,
    },
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations, documents },
  });
  writeFileSync(filename, `// Generated from operations.graphql; npm run generate.\n${text}`);
}
