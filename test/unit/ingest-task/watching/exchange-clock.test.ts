import { expect, test, vi } from 'vitest';
import {
  CHECK_INTERVAL_MS,
  ExchangeClock,
  MEASURE_INTERVAL_MS,
  STORE_INTERVAL_MS,
} from '../../../../ingest-task/watching/exchange-clock.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

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

test('a failed measurement keeps the last offset and is logged once', async () => {
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

test('until the first measurement the clock is our own, and known to be', async () => {
  const measure = vi.fn(async () => 700);
  measure.mockRejectedValueOnce(new Error('no answer'));
  const { exchangeClock, clock } = begin(measure);
  await exchangeClock.start();
  expect(exchangeClock.isMeasured).toBe(false);
  await clock.advance(CHECK_INTERVAL_MS);
  expect(exchangeClock.isMeasured).toBe(true);
});

test('what an earlier task stored is withdrawn until there is a measurement', async () => {
  const measure = vi.fn(async () => 700).mockRejectedValueOnce(new Error('no answer'));
  const { exchangeClock, clock, stored } = begin(measure);
  await exchangeClock.start();
  await exchangeClock.store();
  expect([stored, exchangeClock.isStored]).toEqual([[null], false]);
  await clock.advance(CHECK_INTERVAL_MS);
  expect([stored, exchangeClock.isStored]).toEqual([[null, 700], true]);
});

test('a task that takes over stores what it knows at once', async () => {
  let holds = false;
  const { exchangeClock, stored } = begin(
    async () => 300,
    () => holds,
  );
  await exchangeClock.start();
  expect(exchangeClock.isStored).toBe(false);
  holds = true;
  await exchangeClock.store();
  expect([stored, exchangeClock.isStored]).toEqual([[300], true]);
});

test.each([7_200_000, -7_200_000, 2_000])(
  "the machine's clock is set by %i ms: nothing is known until it is measured again",
  async (byMs) => {
    let offset = 0;
    const measure = vi.fn(async () => offset);
    const { exchangeClock, clock, stored, log } = begin(measure);
    await exchangeClock.start();
    const before = exchangeClock.now();
    clock.set(byMs);
    expect(exchangeClock.isMeasured).toBe(false);
    measure.mockRejectedValueOnce(new Error('no answer'));
    offset = -byMs;
    await clock.advance(CHECK_INTERVAL_MS);
    expect([exchangeClock.isMeasured, stored]).toEqual([false, [0, null]]);
    await clock.advance(CHECK_INTERVAL_MS);
    expect(exchangeClock.now() - before).toBe(2 * CHECK_INTERVAL_MS);
    expect([exchangeClock.isMeasured, stored]).toEqual([true, [0, null, -byMs]]);
    expect(log.messages()).toEqual([
      "the machine's clock jumped, the exchange's is measured again",
      'exchange clock not measured',
    ]);
  },
);

test('a jump during a measurement spoils it', async () => {
  const measure = vi.fn(async () => 0);
  const { exchangeClock, clock } = begin(measure);
  measure.mockImplementationOnce(async () => {
    clock.set(3_600_000);
    return 1_800_000;
  });
  await exchangeClock.start();
  expect(exchangeClock.isMeasured).toBe(false);
  await clock.advance(CHECK_INTERVAL_MS);
  expect([exchangeClock.isMeasured, exchangeClock.now() - clock.now()]).toEqual([true, 0]);
});

test('a clock that a time server corrects slowly has not jumped', async () => {
  const measure = vi.fn(async () => 0);
  const { exchangeClock, clock, log } = begin(measure);
  await exchangeClock.start();
  for (let second = 0; second < 60; second += 1) {
    clock.set(1);
    await clock.advance(CHECK_INTERVAL_MS);
    expect(exchangeClock.isMeasured).toBe(true);
  }
  expect(log.messages()).toEqual([]);
});

function begin(measureClockOffset: () => Promise<number>, mayStore = () => true) {
  const clock = manualClock();
  const log = recordedLog();
  const stored: (number | null)[] = [];
  const marketTable = { writeClockOffset: async (offsetMs: number | null) => void stored.push(offsetMs) };
  return {
    exchangeClock: new ExchangeClock({ rest: { measureClockOffset }, marketTable, clock, log, mayStore }),
    clock,
    log,
    stored,
  };
}
