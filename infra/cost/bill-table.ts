import type { BillLine } from './monthly-bill.ts';

const COLUMNS = ['a month', 'because of', 'list price, USD', 'after free allowances, USD'];

/** The bill as a Markdown table, with the fixed part and the sum. */
export function billTable(lines: readonly BillLine[]): string {
  const rows = lines.map(({ about, because, listUsd, usd }) => [about, because, listUsd.toFixed(2), usd.toFixed(2)]);
  const fixed = total(lines.filter(({ fixed }) => fixed));
  const all = total(lines);
  const sums = [
    ['**of that fixed**', 'whether a coin moves or not', fixed.listUsd.toFixed(2), fixed.usd.toFixed(2)],
    ['**together**', '', `**${all.listUsd.toFixed(2)}**`, `**${all.usd.toFixed(2)}**`],
  ];
  const table = [COLUMNS, ['---', '---', '---:', '---:'], ...rows, ...sums].map((row) => `| ${row.join(' | ')} |`);
  return `${table.join('\n')}\n`;
}

export function total(lines: readonly BillLine[]): { readonly listUsd: number; readonly usd: number } {
  const sum = (amountOf: (line: BillLine) => number) => lines.reduce((soFar, line) => soFar + amountOf(line), 0);
  return { listUsd: sum(({ listUsd }) => listUsd), usd: sum(({ usd }) => usd) };
}
