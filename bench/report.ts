import type { Timing } from './measure-rounds.ts';
import { median, medianRatio, relativeSpread } from './statistics.ts';

/** The promised limit of a ratio or a count. */
export type Bar = { readonly atMost: number } | { readonly atLeast: number };

export interface Row {
  readonly what: string;
  /** includes its unit */
  readonly value: string;
  /** half of the rounds lie within the median ± this fraction; null without rounds */
  readonly spread: number | null;
  readonly collecting: number | null;
  /** the row that `ratio` compares with; null for a baseline */
  readonly against: string | null;
  readonly ratio: number | null;
  readonly bar: Bar | null;
}

export interface Section {
  readonly title: string;
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
  /** what could not be measured, and why */
  readonly leftOut?: readonly string[];
}

export type Verdict = 'held' | 'MISSED' | '';

export function verdictOf({ ratio, bar }: Pick<Row, 'ratio' | 'bar'>): Verdict {
  if (!bar || ratio === null) return '';
  return ('atMost' in bar ? ratio <= bar.atMost : ratio >= bar.atLeast) ? 'held' : 'MISSED';
}

export interface RowOptions {
  /** name of one operation, such as `trade` */
  readonly per: string;
  readonly base?: Timing;
  readonly bar?: Bar;
  /** the ratio says how many times faster than the base this is, instead of its cost relative to the base */
  readonly faster?: boolean;
}

export function timingRow(timing: Timing, { per, base, bar, faster = false }: RowOptions): Row {
  const ratio = base ? ratioOf(timing, base, faster) : null;
  return {
    what: timing.name,
    value: `${formatNs(median(timing.rounds))}/${per}`,
    spread: relativeSpread(timing.rounds),
    collecting: timing.collecting,
    against: base?.name ?? null,
    ratio,
    bar: bar ?? null,
  };
}

function ratioOf(timing: Timing, base: Timing, faster: boolean): number {
  return faster ? medianRatio(base.rounds, timing.rounds) : medianRatio(timing.rounds, base.rounds);
}

/** A count with a limit, such as 0 database calls. */
export function countRow(what: string, count: number, atMost: number): Row {
  const value = count.toLocaleString('en');
  return { what, value, spread: null, collecting: null, against: null, ratio: count, bar: { atMost } };
}

/** Three significant digits with a fitting unit: `312 ns`, `4.57 µs`, `12.3 ms`. */
export function formatNs(ns: number): string {
  const [divisor, unit] = ns < 1e3 ? [1, 'ns'] : ns < 1e6 ? [1e3, 'µs'] : ns < 1e9 ? [1e6, 'ms'] : [1e9, 's'];
  return `${Number((ns / divisor).toPrecision(3))} ${unit}`;
}

const HEADS = ['', 'median', '±', 'GC', 'ratio', 'against', 'bar', ''];

export function formatSection({ title, notes, rows, leftOut = [] }: Section): string {
  const cells = [HEADS, ...rows.map(cellsOf)];
  const widths = HEADS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        RIGHT.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const left = leftOut.map((what) => `LEFT OUT: ${what}`);
  return [title, ...[...notes, ...lines, ...left].map((line) => `  ${line}`)].join('\n');
}

const RIGHT = new Set([1, 2, 3, 4]);

function cellsOf(row: Row): string[] {
  const percent = (part: number | null) => (part === null ? '' : `${Math.round(part * 100)} %`);
  const isCount = row.against === null;
  return [
    row.what,
    row.value,
    percent(row.spread),
    percent(row.collecting),
    row.ratio === null || isCount ? '' : `${formatRatio(row.ratio)}×`,
    row.against ?? '',
    row.bar ? formatBar(row.bar, isCount ? '' : '×') : '',
    verdictOf(row),
  ];
}

function formatRatio(ratio: number): string {
  return ratio >= 100 ? Math.round(ratio).toLocaleString('en') : ratio.toPrecision(3);
}

function formatBar(bar: Bar, unit: string): string {
  return 'atMost' in bar ? `≤ ${bar.atMost}${unit}` : `≥ ${bar.atLeast}${unit}`;
}
