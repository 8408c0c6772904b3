import type { KinesisStreamRecord } from 'aws-lambda';
import type { JudgingTable } from '../../adapters/dynamodb/market/judging-table.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import { arrivalOf, shardOf } from './shard-of.ts';

/** Interval of the reports of one shard: less than the minute after which health calls judging late. */
export const REPORT_INTERVAL_MS = 45_000;
/** When records are older than this, … */
export const LATE_RECORD_MS = 10_000;
/** … reports come at this interval, so that health sees soon that a lag is made up. */
export const LATE_REPORT_INTERVAL_MS = 5_000;

export interface JudgingReportDeps {
  readonly table: Pick<JudgingTable, 'writeJudged'>;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/** Writes how far each shard is judged, for health: one small write in 45 seconds and shard while judging keeps up. */
export class JudgingReport {
  readonly #deps: JudgingReportDeps;
  readonly #writtenAt = new Map<string, number>();

  constructor(deps: JudgingReportDeps) {
    this.#deps = deps;
  }

  /** This record is judged, and all before it. */
  async judged(record: KinesisStreamRecord): Promise<void> {
    const { table, log, now } = this.#deps;
    const shard = shardOf(record);
    const writtenAt = this.#writtenAt.get(shard) ?? Number.NEGATIVE_INFINITY;
    const isLate = now() - arrivalOf(record) > LATE_RECORD_MS;
    if (now() - writtenAt < (isLate ? LATE_REPORT_INTERVAL_MS : REPORT_INTERVAL_MS)) return;
    try {
      await table.writeJudged(shard, arrivalOf(record));
      this.#writtenAt.set(shard, now());
    } catch (error) {
      log.warn('not written how far the ticks are judged', errorFields(error));
    }
  }
}
