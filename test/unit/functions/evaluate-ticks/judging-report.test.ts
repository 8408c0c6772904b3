import { expect, test } from 'vitest';
import {
  JudgingReport,
  LATE_RECORD_MS,
  LATE_REPORT_INTERVAL_MS,
  REPORT_INTERVAL_MS,
} from '../../../../functions/evaluate-ticks/judging-report.ts';
import { buildRecord } from '../../../support/kinesis-records.ts';
import { silentLog } from '../../../support/silent-log.ts';

const ARRIVED = 1_700_000_000_000;

test.each([
  ['once in 45 seconds', 250, [0, REPORT_INTERVAL_MS, 2 * REPORT_INTERVAL_MS]],
  [
    'more often while records are late',
    LATE_RECORD_MS + 1,
    Array.from({ length: 19 }, (_, n) => n * LATE_REPORT_INTERVAL_MS),
  ],
])('how far a shard is judged is written at once, then %s', async (_, lagMs, expected) => {
  let now = ARRIVED;
  const written: [string, number][] = [];
  const table = { writeJudged: async (shard: string, judgedTo: number) => void written.push([shard, judgedTo]) };
  const report = new JudgingReport({ table, log: silentLog, now: () => now });
  for (let seconds = 0; seconds <= 90; seconds += 1) {
    now = ARRIVED + seconds * 1_000;
    await report.judged(buildRecord(String(seconds), now - lagMs));
  }
  const shard = 'shardId-000000000000';
  expect(written).toEqual(expected.map((ms) => [shard, ARRIVED + ms - lagMs]));
});

test('the end of a backlog is written, though the report before it was a moment ago', async () => {
  const written: number[] = [];
  const table = { writeJudged: async (_: string, judgedTo: number) => void written.push(judgedTo) };
  const report = new JudgingReport({ table, log: silentLog, now: () => ARRIVED });
  for (const lagMs of [300_000, 1_000, 500]) await report.judged(buildRecord(String(lagMs), ARRIVED - lagMs));
  expect(written).toEqual([ARRIVED - 300_000, ARRIVED - 1_000]);
});

test('judging goes on while the table fails, and the next batch writes', async () => {
  const written: number[] = [];
  let fails = true;
  const writeJudged = async (_: string, judgedTo: number) => {
    if (fails) throw new Error('the table is down');
    written.push(judgedTo);
  };
  const report = new JudgingReport({ table: { writeJudged }, log: silentLog, now: () => ARRIVED });
  await expect(report.judged(buildRecord('1', ARRIVED))).resolves.toBeUndefined();
  fails = false;
  await report.judged(buildRecord('2', ARRIVED + 1));
  expect(written).toEqual([ARRIVED + 1]);
});
