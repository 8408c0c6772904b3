import widthOf from 'fast-string-width';
import { paint } from './paint.ts';
import type { Terminal } from './terminal.ts';

const GAP = '  ';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly align?: 'right';
}

/** Rows below a line of titles, as wide as they need. Widths count what a terminal shows: wide signs take two places. */
export function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  terminal: Pick<Terminal, 'colours'>,
): string[] {
  const cells = rows.map((row) => columns.map(({ value }) => onOneLine(value(row))));
  const widths = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index] ?? ''))),
  );
  const format = (line: readonly string[]) =>
    line
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align))
      .join(GAP)
      .trimEnd();
  const titles = format(columns.map(({ title }) => title));
  return [paint('bold', titles, terminal), ...cells.map(format)];
}

/** Names and values below each other, the names of one width. */
export function formatFields(
  fields: readonly (readonly [name: string, value: string | null])[],
  terminal: Pick<Terminal, 'colours'>,
): string[] {
  const width = Math.max(...fields.map(([name]) => widthOf(name)));
  return fields.map(([name, value]) => `${paint('bold', pad(name, width), terminal)}${GAP}${value ?? '-'}`);
}

function pad(text: string, width: number, align?: 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** A note may have several lines, and what others wrote may try to steer the terminal. */
function onOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim() || '-';
}
