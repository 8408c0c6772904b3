import type { AlertView } from '../../contract/alert-view.ts';
import { readChannels, writeChannels } from './channel-cell.ts';
import { readConditions, writeConditions } from './condition-cell.ts';

/** Fields of an alert as `POST /api/alerts/import` takes them. */
export type Fields = Readonly<Record<string, unknown>>;
/** What is wrong with a cell. */
export type CellProblem = string;

export interface AlertColumn {
  readonly name: string;
  readonly write: (alert: AlertView) => string | null;
  /** of a cell that is not empty; left out: it is for people, and no import reads it */
  readonly read?: (cell: string) => Fields | CellProblem;
  /** what a person wrote: spaces around it are part of it */
  readonly isFreeText?: true;
}

const WHOLE = { pattern: /^\d+$/, demand: 'must be a whole number' };
/** With a comma where the spreadsheet's country has one. */
const DECIMAL = { pattern: /^\d+(?:[.,]\d+)?$/, demand: 'must be a number' };

/** Every column of the file, in its order. New ones go to the end: who reads columns by their place goes on reading the same. */
export const ALERT_COLUMNS: readonly AlertColumn[] = [
  freeText('name', ({ name }) => name),
  text('symbol', ({ symbol }) => symbol),
  { name: 'status', write: ({ status }) => status, read: readStatus },
  { name: 'alert', write: ({ explanation }) => explanation },
  freeText('note', ({ note }) => note),
  {
    name: 'channels',
    write: ({ channels }) => writeChannels(channels),
    read: (cell) => ({ channels: readChannels(cell) }),
  },
  { name: 'expires', write: ({ expiresAt }) => expiresAt, read: (expiresAt) => ({ expiresAt }) },
  { name: 'created', write: ({ createdAt }) => createdAt },
  text('id', ({ id }) => id),
  freeText('externalId', ({ externalId }) => externalId),
  { name: 'condition', write: writeConditions, read: readRule },
  { name: 'repeat', write: ({ repeat }) => repeat?.mode ?? null, read: (mode) => ({ repeat: { mode } }) },
  {
    name: 'cooldownSeconds',
    write: ({ repeat }) => written(repeat && 'cooldownSeconds' in repeat ? repeat.cooldownSeconds : null),
    read: number(WHOLE, (cooldownSeconds) => ({ repeat: { cooldownSeconds } })),
  },
  {
    name: 'step',
    write: ({ repeat }) => (repeat && 'step' in repeat ? (repeat.step ?? null) : null),
    read: (step) => ({ repeat: { reanchor: true, step } }),
  },
  {
    name: 'rearmPercent',
    write: ({ rearmPercent }) => written(rearmPercent),
    read: number(DECIMAL, (rearmPercent) => ({ rearmPercent })),
  },
  {
    name: 'holdSeconds',
    write: ({ holdSeconds }) => written(holdSeconds),
    read: number(WHOLE, (holdSeconds) => ({ holdSeconds })),
  },
  text('confirm', ({ confirm }) => confirm),
  text('pausedUntil', ({ pausedUntil }) => pausedUntil),
];

/** A column that holds the field of its name as it stands. */
function text(name: string, write: AlertColumn['write']): AlertColumn {
  return { name, write, read: (cell) => ({ [name]: cell }) };
}

function freeText(name: string, write: AlertColumn['write']): AlertColumn {
  return { ...text(name, write), isFreeText: true };
}

function number({ pattern, demand }: typeof WHOLE, toFields: (value: number) => Fields) {
  return (cell: string): Fields | CellProblem =>
    pattern.test(cell) ? toFields(Number(cell.replace(',', '.'))) : demand;
}

function written(value: number | null): string | null {
  return value === null ? null : String(value);
}

/** What arms is armed soon: where it is imported, it arms again. */
function readStatus(cell: string): Fields | CellProblem {
  if (cell === 'faulty') return 'its rule could not be read when it was exported';
  return { status: cell === 'arming' ? 'active' : cell };
}

function readRule(cell: string): Fields | CellProblem {
  const conditions = readConditions(cell);
  if (conditions === null) return 'must be like "price crosses-above 65000", or "price leaves 2400 to 2600"';
  return conditions.length === 1 ? { condition: conditions[0] } : { all: conditions };
}
