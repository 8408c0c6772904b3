import type { Load } from './load.ts';
import type { PriceName } from './prices.ts';

export const HOURS = 730;
export const SECONDS = HOURS * 3_600;
export const DAYS = HOURS / 24;

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;

/** Something that is paid for. */
export interface BillLine {
  /** what it is for; no two lines have the same */
  readonly about: string;
  readonly price: PriceName;
  /** a month, in the price's unit */
  readonly quantity: number;
}

/** One file for each part of the system. */
export type BillPart = (load: Load) => readonly BillLine[];

export function timesAMonth(everyMs: number): number {
  return (SECONDS * 1_000) / everyMs;
}

/** Of one write: DynamoDB rounds each up. */
export function writeUnits(bytes: number): number {
  return Math.ceil(bytes / WRITE_UNIT_BYTES);
}

/** Of one consistent read. */
export function readUnits(bytes: number): number {
  return Math.ceil(bytes / READ_UNIT_BYTES);
}
