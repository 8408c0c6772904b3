import { expect, test, vi } from 'vitest';
import type { PausedBecause } from '../../../../domain/alerts/alert.ts';
import {
  AlertPausing,
  PAUSE_AFTER_MS,
  PAUSE_RETRY_MS,
  type RenamedCoin,
} from '../../../../ingest-task/watching/alert-pausing.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const BECAUSE: PausedBecause = {
  kind: 'another-coin',
  before: { price: '0.00005', time: 1 },
  first: { price: '9', time: 2 },
};
const LUNA = { symbol: 'LUNAUSDT', alertIndex: { version: 6, shards: 2, metrics: ['price'] }, because: BECAUSE };

test('the alerts are paused when the last trades of the coin before are judged, then the version is raised', async () => {
  const { pausing, coin, clock, calls } = begin();
  pausing.begin(coin());
  await clock.advance(PAUSE_AFTER_MS - 1);
  expect(calls).toEqual([]);
  await clock.advance(1);
  expect(calls).toEqual(['pause LUNAUSDT 2 9', 'raise LUNAUSDT', 'paused']);
});

test('while a trade of the coin before is not in the stream nothing is paused', async () => {
  const { pausing, coin, clock, calls } = begin();
  let isPublished = false;
  pausing.begin(coin({ isPublished: () => isPublished }));
  await clock.advance(PAUSE_AFTER_MS + 10 * PAUSE_RETRY_MS);
  expect(calls).toEqual([]);
  isPublished = true;
  await clock.advance(PAUSE_RETRY_MS);
  expect(calls.at(-1)).toBe('paused');
});

test('a failed attempt is repeated until it succeeds, logged once, and lets no trade pass before', async () => {
  const { pausing, coin, clock, calls, pause, raiseIndexVersion, log } = begin();
  pause.mockRejectedValueOnce(new Error('table down')).mockRejectedValueOnce(new Error('table down'));
  raiseIndexVersion.mockRejectedValueOnce(new Error('throttled'));
  pausing.begin(coin());
  await clock.advance(PAUSE_AFTER_MS + 2 * PAUSE_RETRY_MS);
  expect(calls).not.toContain('paused');
  await clock.advance(PAUSE_RETRY_MS);
  expect(calls.filter((call) => call === 'paused')).toHaveLength(1);
  expect(log.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields.error)).toEqual([
    'Error: table down',
    'Error: throttled',
  ]);
});

test('a coin that is unfollowed and followed again meanwhile is released as the new one', async () => {
  const { pausing, coin, clock, calls } = begin();
  pausing.begin(coin());
  pausing.begin(coin({ onPaused: () => void calls.push('paused, followed again') }));
  await clock.advance(PAUSE_AFTER_MS);
  expect(calls).toEqual(['pause LUNAUSDT 2 9', 'raise LUNAUSDT', 'paused, followed again']);
});

test('after a stop there is no further attempt', async () => {
  const { pausing, coin, clock, calls } = begin();
  pausing.begin(coin());
  pausing.stop();
  await clock.advance(10 * PAUSE_AFTER_MS);
  expect(calls).toEqual([]);
});

function begin() {
  const clock = manualClock();
  const log = recordedLog();
  const calls: string[] = [];
  const pause = vi.fn(async ({ symbol, shards }: { symbol: string; shards: number }, { first }: PausedBecause) => {
    calls.push(`pause ${symbol} ${shards} ${first.price}`);
    return 3;
  });
  const raiseIndexVersion = vi.fn(async (symbol: string) => void calls.push(`raise ${symbol}`));
  const pausing = new AlertPausing({ coinAlerts: { pause }, coinTable: { raiseIndexVersion }, clock, log });
  const coin = (fields: Partial<RenamedCoin> = {}): RenamedCoin => {
    return { ...LUNA, isPublished: () => true, onPaused: () => void calls.push('paused'), ...fields };
  };
  return { pausing, coin, clock, log, calls, pause, raiseIndexVersion };
}
