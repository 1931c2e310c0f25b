import { Table, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";

export type Column<Row> = {
  key: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the right. */
  numeric?: boolean;
};

type Props<Row> = {
  /** What the table holds, for those who cannot see it. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The row that the keyboard is at. */
  selected?: string | null;
  minWidth?: number;
};

/** A table that scrolls sideways on narrow screens. */
export function DataTable<Row>({ caption, columns, rows, rowKey, selected, minWidth = 480 }: Props<Row>) {
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      type="native"
      tabIndex={0}
      aria-label={caption}
      role="region"
      // What is hidden from sight scrolls with the table; it would widen the page otherwise.
      pos="relative"
    >
      <Table highlightOnHover verticalSpacing="xs">
        <Table.Caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.key} scope="col" ta={column.numeric ? "right" : undefined}>
                {column.head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => {
            const key = rowKey(row);
            return (
              <Table.Tr
                key={key}
                data-row={key}
                aria-selected={selected === key || undefined}
                bg={selected === key ? "var(--mantine-primary-color-light)" : undefined}
              >
                {columns.map((column) => (
                  <Table.Td key={column.key} ta={column.numeric ? "right" : undefined}>
                    {column.cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
