import { expect, test } from 'vitest';
import type { Unwatched } from '../../../../domain/market/coin.ts';
import { createCounters } from '../../../../ingest-task/counters.ts';
import { MAX_QUEUED_INTERVALS, UnwatchedReporter } from '../../../../ingest-task/sequencing/unwatched-reporter.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const interval = (first: number, last = first): Unwatched => ({
  from: first,
  to: last,
  reason: 'purged',
  firstTradeId: first,
  lastTradeId: last,
});

test('missed trades are counted, logged and written, and written again after a failure', async () => {
  const { reporter, clock, counters, written, stored, log, fail } = begin();
  fail(true);
  reporter.report('BTCUSDT', interval(5, 7));
  reporter.report('ETHUSDT', interval(1));
  await clock.advance(100);
  expect(written).toEqual([]);
  fail(false);
  await clock.advance(5_000);
  expect(written).toEqual(['BTCUSDT 5', 'ETHUSDT 1']);
  expect(stored).toEqual(written);
  expect(counters).toMatchObject({ holes: 2, missedTrades: 4 });
  expect(log.messages().filter((message) => message === 'trades missed')).toHaveLength(2);
});

test('at the bound the oldest is given up, with an error', async () => {
  const { reporter, clock, written, log, fail } = begin();
  fail(true);
  for (let id = 0; id <= MAX_QUEUED_INTERVALS; id += 1) reporter.report('BTCUSDT', interval(id));
  await clock.advance(1);
  fail(false);
  await clock.advance(5_000);
  expect([written.length, written[0]]).toEqual([MAX_QUEUED_INTERVALS, 'BTCUSDT 1']);
  expect(log.messages()).toContain('unwatched interval given up');
});

function begin() {
  const clock = manualClock();
  const log = recordedLog();
  const counters = createCounters();
  const written: string[] = [];
  const stored: string[] = [];
  const onStored = (symbol: string, { firstTradeId }: Unwatched) => void stored.push(`${symbol} ${firstTradeId}`);
  let failing = false;
  const marketTable = {
    async addUnwatched(symbol: string, { firstTradeId }: Unwatched) {
      if (failing) throw new Error('table down');
      written.push(`${symbol} ${firstTradeId}`);
    },
  };
  const fail = (on: boolean) => {
    failing = on;
  };
  return {
    reporter: new UnwatchedReporter({ marketTable, clock, log, counters, onStored }),
    clock,
    counters,
    written,
    stored,
    log,
    fail,
  };
}
