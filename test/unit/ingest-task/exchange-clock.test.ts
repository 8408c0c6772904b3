import { expect, test, vi } from 'vitest';
import { ExchangeClock, MEASURE_INTERVAL_MS, STORE_INTERVAL_MS } from '../../../ingest-task/exchange-clock.ts';
import { manualClock } from '../build/manual-clock.ts';
import { recordedLog } from '../build/recorded-log.ts';

test('the offset is stored at first, when it moves, and once a minute', async () => {
  const offsets = [1_000, 1_020, 1_200];
  const { exchangeClock, clock, stored } = begin(async () => offsets.shift() ?? 1_200);
  await exchangeClock.start();
  expect(exchangeClock.now() - clock.now()).toBe(1_000);
  await clock.advance(2 * MEASURE_INTERVAL_MS);
  expect(stored).toEqual([1_000, 1_200]);
  await clock.advance(STORE_INTERVAL_MS);
  expect(stored).toEqual([1_000, 1_200, 1_200]);
});

test('a measurement that fails keeps the last offset and is said once', async () => {
  const measure = vi.fn(async () => 700);
  const { exchangeClock, clock, log } = begin(measure);
  await exchangeClock.start();
  measure.mockRejectedValue(new Error('no answer'));
  await clock.advance(3 * MEASURE_INTERVAL_MS);
  expect(exchangeClock.now() - clock.now()).toBe(700);
  expect(log.messages()).toEqual(['exchange clock not measured']);
});

test('a standby measures and stores nothing, until it holds the lease', async () => {
  let holds = false;
  const { exchangeClock, clock, stored } = begin(
    async () => 300,
    () => holds,
  );
  await exchangeClock.start();
  await clock.advance(STORE_INTERVAL_MS);
  expect([exchangeClock.now() - clock.now(), stored]).toEqual([300, []]);
  holds = true;
  await clock.advance(MEASURE_INTERVAL_MS);
  expect(stored).toEqual([300]);
});

test('until the first measurement the clock is known to be own', async () => {
  const measure = vi.fn(async () => 700);
  measure.mockRejectedValueOnce(new Error('no answer'));
  const { exchangeClock, clock } = begin(measure);
  await exchangeClock.start();
  expect(exchangeClock.isMeasured).toBe(false);
  await clock.advance(MEASURE_INTERVAL_MS);
  expect(exchangeClock.isMeasured).toBe(true);
});

function begin(measureClockOffset: () => Promise<number>, mayStore = () => true) {
  const clock = manualClock();
  const log = recordedLog();
  const stored: number[] = [];
  const marketTable = { writeClockOffset: async (offsetMs: number) => void stored.push(offsetMs) };
  return {
    exchangeClock: new ExchangeClock({ rest: { measureClockOffset }, marketTable, clock, log, mayStore }),
    clock,
    log,
    stored,
  };
}
