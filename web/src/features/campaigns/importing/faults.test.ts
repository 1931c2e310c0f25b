import { expect, test } from "vitest";
import { importFaults } from "@/features/campaigns/importing/faults";

test("an error stands at the column or the option that its path names, else at the file", () => {
  const faults = importFaults(
    [
      { message: "Mapped twice.", path: ["mapping", "1", "field"] },
      { message: "No channel.", path: ["channel"], hint: "State it." },
      { message: "No dates.", path: ["mapping"], hint: "Map one." },
      { message: "Binary.", path: ["content"] },
      { message: "Gone.", path: ["ignoreColumns", "0"] },
    ],
    [
      { column: "a", field: "date" },
      { column: "b", field: "date" },
    ],
    ["c"],
  );
  expect(faults).toEqual({
    file: [
      { message: "No dates.", hint: "Map one." },
      { message: "Binary.", hint: undefined },
    ],
    columns: { b: "Mapped twice.", c: "Gone." },
    options: { channel: "No channel. State it." },
  });
});
