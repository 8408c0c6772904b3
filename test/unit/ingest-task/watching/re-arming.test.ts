import { expect, test, vi } from 'vitest';
import type { ArmFrom } from '../../../../domain/alerts/alert.ts';
import { RETRY_INTERVAL_MS, ReArming } from '../../../../ingest-task/watching/re-arming.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const BTC = { symbol: 'BTCUSDT', alertIndex: { version: 6, shards: 2, metrics: ['price'] } };
const ETH = { symbol: 'ETHUSDT', alertIndex: { version: 6, shards: 1, metrics: ['price'] } };
const DONE = 'trade ids restarted, alerts re-armed';

test('the alerts are reset at a whole millisecond of the exchange’s clock, then the index version is raised', async () => {
  const { reArming, clock, calls, log } = begin();
  reArming.begin(BTC);
  await clock.advance(1);
  expect(calls).toEqual(['BTCUSDT 2 1700000000123 7', 'raise BTCUSDT 1700000000000']);
  expect(log.lines).toEqual([{ level: 'info', message: DONE, fields: { symbol: 'BTCUSDT', alerts: 3 } }]);
});

test('while the exchange’s clock is not known nothing is armed by a guess', async () => {
  const { reArming, clock, calls, log, isClockKnown } = begin();
  isClockKnown.mockReturnValue(false);
  reArming.begin(BTC);
  await clock.advance(2 * RETRY_INTERVAL_MS);
  expect([calls, reArming.isUnderWay('BTCUSDT')]).toEqual([[], true]);
  isClockKnown.mockReturnValue(true);
  await clock.advance(RETRY_INTERVAL_MS);
  expect([calls.length, reArming.isUnderWay('BTCUSDT')]).toEqual([2, false]);
  expect(log.messages()).toEqual(['alerts not re-armed yet', DONE]);
});

test('a failed attempt is repeated every two seconds until it succeeds, and logged once', async () => {
  const { reArming, clock, resetAfterIdRestart, raiseIndexVersion, log } = begin();
  resetAfterIdRestart.mockRejectedValueOnce(new Error('table down')).mockRejectedValueOnce(new Error('table down'));
  raiseIndexVersion.mockRejectedValueOnce(new Error('throttled'));
  reArming.begin(BTC);
  await clock.advance(RETRY_INTERVAL_MS - 1);
  expect(resetAfterIdRestart).toHaveBeenCalledTimes(1);
  await clock.advance(3 * RETRY_INTERVAL_MS);
  expect([resetAfterIdRestart.mock.calls.length, raiseIndexVersion.mock.calls.length]).toEqual([4, 2]);
  expect(log.lines.map(({ message, fields }) => [message, fields.error ?? fields.alerts])).toEqual([
    ['alerts not re-armed yet', 'Error: table down'],
    ['alerts not re-armed yet', 'Error: throttled'],
    [DONE, 6],
  ]);
});

test('ids that restart while the alerts are being re-armed make it run once more', async () => {
  const { reArming, clock, resetAfterIdRestart, calls } = begin();
  resetAfterIdRestart.mockImplementationOnce(() => new Promise((resolve) => clock.after(500, () => resolve(1))));
  reArming.begin(BTC);
  for (let i = 0; i < 3; i += 1) reArming.begin({ ...BTC, alertIndex: { ...BTC.alertIndex, shards: 4 } });
  await clock.advance(499);
  expect(calls).toEqual([]);
  await clock.advance(1_000);
  expect(calls).toEqual(['raise BTCUSDT 1700000000500', 'BTCUSDT 4 1700000000623 7', 'raise BTCUSDT 1700000000500']);
});

test('an attempt that waits to be repeated covers restarts meanwhile', async () => {
  const { reArming, clock, resetAfterIdRestart } = begin();
  resetAfterIdRestart.mockRejectedValueOnce(new Error('table down'));
  reArming.begin(BTC);
  await clock.advance(1_000);
  reArming.begin(BTC);
  await clock.advance(3 * RETRY_INTERVAL_MS);
  expect(resetAfterIdRestart).toHaveBeenCalledTimes(2);
});

test('coins do not wait for each other', async () => {
  const { reArming, clock, resetAfterIdRestart, calls } = begin();
  resetAfterIdRestart.mockRejectedValueOnce(new Error('table down'));
  reArming.begin(BTC);
  reArming.begin(ETH);
  await clock.advance(1);
  expect(calls).toContain('raise ETHUSDT 1700000000000');
});

test('after a stop no attempt is repeated or begun', async () => {
  const { reArming, clock, resetAfterIdRestart } = begin();
  resetAfterIdRestart.mockRejectedValue(new Error('table down'));
  reArming.begin(BTC);
  await clock.advance(1);
  await reArming.stop();
  reArming.begin(ETH);
  await clock.advance(10 * RETRY_INTERVAL_MS);
  expect(resetAfterIdRestart).toHaveBeenCalledTimes(1);
});

test('a restart during the last attempt before a stop stays unfinished, for the next run', async () => {
  const { reArming, clock, resetAfterIdRestart } = begin();
  resetAfterIdRestart.mockImplementationOnce(() => new Promise((resolve) => clock.after(500, () => resolve(1))));
  reArming.begin(BTC);
  reArming.begin(BTC);
  const stopped = reArming.stop();
  await clock.advance(1_000);
  await stopped;
  expect(reArming.isUnderWay('BTCUSDT')).toBe(true);
});

function begin() {
  const clock = manualClock();
  const log = recordedLog();
  const calls: string[] = [];
  const resetAfterIdRestart = vi.fn(
    async ({ symbol, shards }: { symbol: string; shards: number }, { armAfter, bookVersion }: ArmFrom) => {
      calls.push(`${symbol} ${shards} ${armAfter} ${bookVersion}`);
      return 3;
    },
  );
  const raiseIndexVersion = vi.fn(async (symbol: string, now: number) => void calls.push(`raise ${symbol} ${now}`));
  const exchangeNow = () => clock.now() + 123.4;
  const isClockKnown = vi.fn(() => true);
  const tables = { coinAlerts: { resetAfterIdRestart }, coinTable: { raiseIndexVersion } };
  const settings = { ...tables, clock, log, exchangeNow, isClockKnown };
  return { reArming: new ReArming(settings), clock, log, calls, resetAfterIdRestart, raiseIndexVersion, isClockKnown };
}
