import type { KinesisStreamRecord } from 'aws-lambda';
import type { Attempt, JudgingTable } from '../../adapters/dynamodb/market/judging-table.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import { arrivalOf, shardOf } from './shard-of.ts';
import { OutOfTimeError } from './tick-evaluator.ts';

/** Attempts that achieve nothing before a record is given up. */
export const MAX_ATTEMPTS = 5;
/** Attempts in which the invocation dies before a record is given up: fewer, since each of them takes a whole timeout. */
export const MAX_DEADLY_ATTEMPTS = 3;
/** A record of this age was tried before, or waits behind one that was. */
export const LATE_AFTER_MS = 120_000;

export interface RecordAttemptsDeps {
  readonly table: Pick<JudgingTable, 'readAttempt' | 'writeAttempt'>;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/**
 * Finds the record that can't be judged however often it is tried, so that it does not block its shard.
 *
 * A failed attempt is counted in memory if it changed nothing and either the code threw or the time ran out. An attempt in
 * which the environment dies leaves no memory: so when records are late, an attempt is written to the table before it
 * begins. While judging keeps up nothing is read or written. After an error of AWS the record is retried without end.
 */
export class RecordAttempts {
  readonly #deps: RecordAttemptsDeps;
  /** by shard, the record whose attempt achieved nothing last */
  readonly #inVain = new Map<string, Attempt>();
  /** the record at which an earlier invocation died; from there on each attempt is written to the table before it begins */
  #suspect: Attempt | null = null;
  #isCareful = false;

  constructor(deps: RecordAttemptsDeps) {
    this.#deps = deps;
  }

  /** Before the first record of a batch. */
  async begin(records: readonly KinesisStreamRecord[]): Promise<void> {
    this.#suspect = null;
    this.#isCareful = false;
    const [first] = records;
    if (!first || this.#deps.now() - arrivalOf(first) < LATE_AFTER_MS) return;
    const shard = shardOf(first);
    const noted = await this.#quietly(this.#deps.table.readAttempt(shard));
    if (noted && records.some(({ kinesis }) => kinesis.sequenceNumber === noted.record)) this.#suspect = noted;
    else await this.#note(shard, { record: first.kinesis.sequenceNumber, attempts: 1 });
  }

  /** False for a record that is to be given up. */
  async mayTry(record: KinesisStreamRecord): Promise<boolean> {
    const { sequenceNumber } = record.kinesis;
    const shard = shardOf(record);
    const inVain = this.#inVain.get(shard);
    if (inVain?.record === sequenceNumber && inVain.attempts >= MAX_ATTEMPTS) return false;
    const isSuspect = this.#suspect?.record === sequenceNumber;
    this.#isCareful ||= isSuspect;
    if (!this.#isCareful) return true;
    const attempts = isSuspect ? (this.#suspect?.attempts ?? 0) : 0;
    if (attempts >= MAX_DEADLY_ATTEMPTS) return false;
    await this.#note(shard, { record: sequenceNumber, attempts: attempts + 1 });
    return true;
  }

  /** An attempt has failed, and the invocation goes on. `isFirst`: the attempt had the whole time of the invocation. */
  async failed(record: KinesisStreamRecord, error: unknown, isFirst: boolean): Promise<void> {
    const { sequenceNumber } = record.kinesis;
    const shard = shardOf(record);
    if (this.#isCareful || this.#deps.now() - arrivalOf(record) >= LATE_AFTER_MS)
      await this.#note(shard, { record: sequenceNumber, attempts: 0 });
    if (!isInVain(error, isFirst)) return;
    const before = this.#inVain.get(shard);
    const attempts = before?.record === sequenceNumber ? before.attempts + 1 : 1;
    this.#inVain.set(shard, { record: sequenceNumber, attempts });
  }

  #note(shard: string, attempt: Attempt): Promise<unknown> {
    return this.#quietly(this.#deps.table.writeAttempt(shard, attempt));
  }

  /** Trades are judged even while the table fails. */
  #quietly<Value>(call: Promise<Value>): Promise<Value | null> {
    return call.catch((error: unknown) => {
      this.#deps.log.warn('attempts not noted', errorFields(error));
      return null;
    });
  }
}

/** Whether the next attempt would fail in the same way: the cause is the record or the code. */
function isInVain(error: unknown, isFirst: boolean): boolean {
  if (error instanceof OutOfTimeError) return isFirst && !error.hasMoved;
  if (error instanceof AggregateError)
    return error.errors.length > 0 && error.errors.every((one) => isInVain(one, isFirst));
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}
