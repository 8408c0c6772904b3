import { expect, test, vi } from 'vitest';
import { CapacityFallback, GAP_MS, PATIENCE_MS, RETRY_MS } from '../../../../ingest-task/run/capacity-fallback.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const REFUSAL = Object.assign(new Error('too much'), { name: 'ProvisionedThroughputExceededException' });

test('refusals for some time move the table to on-demand, once, and the log says so', async () => {
  const { refuseFor, move, log } = begin();
  await refuseFor(PATIENCE_MS - 1_000);
  expect(move).not.toHaveBeenCalled();
  await refuseFor(600_000);
  expect(move).toHaveBeenCalledOnce();
  expect(log.messages()).toEqual(['table market is moved to on-demand: its capacity does not suffice']);
});

test('refusals with longer pauses in between do not', async () => {
  const { clock, refuseFor, move } = begin();
  for (let burst = 0; burst < 20; burst += 1) {
    await refuseFor(PATIENCE_MS / 2);
    await clock.advance(GAP_MS + 1);
  }
  expect(move).not.toHaveBeenCalled();
});

test('the catalogue alone, which is tried every five seconds, does', async () => {
  const { clock, fallback, move } = begin();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    fallback.refused(REFUSAL);
    await clock.advance(5_500);
  }
  expect(move).toHaveBeenCalledOnce();
});

test('a change that AWS does not take is tried again after a minute', async () => {
  const { refuseFor, move, log } = begin();
  move.mockRejectedValueOnce(new Error('the table is being updated'));
  await refuseFor(PATIENCE_MS + 1_000);
  expect(log.messages()).toEqual(['table market not moved to on-demand']);
  await refuseFor(RETRY_MS - 3_000);
  expect(move).toHaveBeenCalledOnce();
  await refuseFor(5_000);
  expect(move).toHaveBeenCalledTimes(2);
  await refuseFor(RETRY_MS * 3);
  expect(move).toHaveBeenCalledTimes(2);
});

function begin() {
  const clock = manualClock();
  const log = recordedLog();
  const move = vi.fn(async () => undefined);
  const fallback = new CapacityFallback({ moveToOnDemand: move, clock, log });
  /** one refusal a second */
  const refuseFor = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      fallback.refused(REFUSAL);
      await clock.advance(1_000);
    }
  };
  return { clock, log, move, fallback, refuseFor };
}
