import type { KinesisStreamRecord } from 'aws-lambda';
import type { JudgingTable } from '../../adapters/dynamodb/market/judging-table.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import { arrivalOf, shardOf } from './shard-of.ts';

/** What is judged and not reported yet of one shard: less than the minute after which health calls judging late. */
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

/**
 * Writes how far each shard is judged, for health: one small write in 45 seconds and shard while judging keeps up. A report is due by what was
 * judged since the last one, not by the time that went by: the end of a backlog must not go unreported where no record follows it.
 */
export class JudgingReport {
  readonly #deps: JudgingReportDeps;
  readonly #written = new Map<string, { readonly at: number; readonly judgedTo: number }>();

  constructor(deps: JudgingReportDeps) {
    this.#deps = deps;
  }

  /** This record is judged, and all before it. */
  async judged(record: KinesisStreamRecord): Promise<void> {
    const { table, log, now } = this.#deps;
    const shard = shardOf(record);
    const judgedTo = arrivalOf(record);
    const last = this.#written.get(shard);
    const isLate = now() - judgedTo > LATE_RECORD_MS;
    const isDue = !last || judgedTo - last.judgedTo >= REPORT_INTERVAL_MS;
    if (!isDue && !(isLate && now() - last.at >= LATE_REPORT_INTERVAL_MS)) return;
    try {
      await table.writeJudged(shard, judgedTo);
      this.#written.set(shard, { at: now(), judgedTo });
    } catch (error) {
      log.warn('not written how far the ticks are judged', errorFields(error));
    }
  }
}
