import { readFileSync } from "node:fs";
import { buildSchema, getVariableValues, Kind, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { CALLER_QUERY } from "@/features/graphiql/caller";
import { EXAMPLES } from "@/features/graphiql/examples";
import { SUBJECTS_QUERY, subjectsIn } from "@/features/graphiql/subjects";

const schema = buildSchema(readFileSync("../schema.graphql", "utf8"));
const SUBJECTS = { campaignId: "a", simulationId: "b" };

test.each(EXAMPLES.map((one) => [one.title, one] as const))(
  "%s fits the schema",
  (_, { query, variables }) => {
    const document = parse(query);
    expect(validate(schema, document)).toEqual([]);
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
    const declared = operation?.variableDefinitions ?? [];
    const given = (typeof variables === "function" ? variables(SUBJECTS) : variables) ?? {};
    expect(getVariableValues(schema, declared, given).errors).toBeUndefined();
    const names = declared.map((one) => one.variable.name.value);
    expect(names).toEqual(expect.arrayContaining(Object.keys(given)));
  },
);

test.each([SUBJECTS_QUERY, CALLER_QUERY])("what the page itself asks fits the schema", (query) => {
  expect(validate(schema, parse(query))).toEqual([]);
});

test("every example has a title and a name of its own", () => {
  const names = EXAMPLES.map(({ query }) => /(?:query|mutation|subscription) (\w+)/.exec(query)?.[1]);
  expect(new Set(names).size).toBe(EXAMPLES.length);
  expect(new Set(EXAMPLES.map((one) => one.title)).size).toBe(EXAMPLES.length);
});

function campaign(id: string, simulation?: { id: string; createdAt: string }) {
  return { node: { id, simulations: { edges: simulation ? [{ node: simulation }] : [] } } };
}

test("examples are about the campaign that was simulated last", () => {
  const edges = [
    campaign("never"),
    campaign("before", { id: "old", createdAt: "2026-01-01T10:00:00Z" }),
    campaign("last", { id: "new", createdAt: "2026-01-02T10:00:00Z" }),
  ];
  expect(subjectsIn({ campaigns: { edges } })).toEqual({ campaignId: "last", simulationId: "new" });
});

test("without a simulation they are about any campaign, and without campaigns about none", () => {
  expect(subjectsIn({ campaigns: { edges: [campaign("never")] } })).toEqual({
    campaignId: "never",
    simulationId: "",
  });
  expect(subjectsIn(null)).toEqual({ campaignId: "", simulationId: "" });
});
