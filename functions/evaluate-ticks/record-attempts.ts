import type { KinesisStreamRecord } from 'aws-lambda';
import type { Attempt, JudgingTable } from '../../adapters/dynamodb/market/judging-table.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import { arrivalOf, shardOf } from './shard-of.ts';
import { OutOfTimeError } from './tick-evaluator.ts';

/** A record is given up after so many attempts that have done nothing … */
export const MAX_ATTEMPTS = 5;
/** … or after so many in which the invocation did not come to an end: each of them takes a whole timeout. */
export const MAX_DEADLY_ATTEMPTS = 3;
/** A record of this age has been tried for some time, or waits behind one that is. */
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
 * An attempt that ends with an error of the code or out of time, and has changed nothing, is counted in memory. One that
 * takes the environment with it leaves no memory: when records are late, what is about to be tried is noted in the table
 * first. So nothing is read or written while judging keeps up. An error of AWS is nobody's fault: it is tried for ever.
 */
export class RecordAttempts {
  readonly #deps: RecordAttemptsDeps;
  /** by shard, the record that was tried in vain last */
  readonly #inVain = new Map<string, Attempt>();
  /** the record that an earlier invocation did not come back from; from there on each record is noted before it is tried */
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

  /** False for a record that was tried often enough. */
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

  /** The attempt has failed, and lived to say so. `isFirst`: it had the whole time of the invocation. */
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

  /** A table that is down must not keep trades from being judged. */
  #quietly<Value>(call: Promise<Value>): Promise<Value | null> {
    return call.catch((error: unknown) => {
      this.#deps.log.warn('attempts not noted', errorFields(error));
      return null;
    });
  }
}

/** The fault lies with the record or the code, and the next attempt will come no further. */
function isInVain(error: unknown, isFirst: boolean): boolean {
  if (error instanceof OutOfTimeError) return isFirst && !error.hasMoved;
  if (error instanceof AggregateError)
    return error.errors.length > 0 && error.errors.every((one) => isInVain(one, isFirst));
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}
