/** Which operation of a document is to run. */

import { Kind, type OperationDefinitionNode, parse } from "graphql";

/** Find the operation that is to run in the text that is sent.
 *
 * The editor tells names a moment late. A name that is not in the text is an old one; when the text holds one operation
 * it is that one which is meant.
 *
 * @returns None when the text is no document or leaves open which one: the server says what is wrong with it.
 */
export function chosenOperation(text: string, name?: string | null): OperationDefinitionNode | null {
  const operations = operationsOf(text);
  const named = operations.find((one) => one.name?.value === name);
  if (name && named) return named;
  return operations.length === 1 ? (operations[0] ?? null) : null;
}

function operationsOf(text: string): OperationDefinitionNode[] {
  try {
    return parse(text).definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  } catch {
    return [];
  }
}

/** Tell whether a subscription can be taken up where it was left: it has a variable for the cursor to begin after. */
export function isResumable(operation: OperationDefinitionNode): boolean {
  return (operation.variableDefinitions ?? []).some((one) => one.variable.name.value === "after");
}
