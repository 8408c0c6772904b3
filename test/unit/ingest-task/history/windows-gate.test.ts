import { expect, test } from 'vitest';
import { MAX_WINDOWS_WAIT_MS, WindowsGate } from '../../../../ingest-task/history/windows-gate.ts';
import type { WindowedMetrics } from '../../../../ingest-task/publishing/published-metrics.ts';

const START = Date.UTC(2026, 0, 5, 12, 0, 0);
const at = (minutes: number, seconds = 0) => START + minutes * 60_000 + seconds * 1_000;
const WINDOWED: WindowedMetrics = { references: ['change-5m'], measures: ['volume-1h'] };

test('a coin whose alerts use no window never waits', () => {
  const { gate, coin } = begin();
  coin.windowed = { references: [], measures: [] };
  coin.final = false;
  expect(gate.mayPass(at(0, 5))).toBe(true);
});

test('no trade passes into a minute whose values may still change; all of the minute pass once they are final', () => {
  const { gate, coin } = begin();
  coin.final = false;
  expect([gate.mayPass(at(1, 5)), coin.present, coin.asked]).toEqual([false, at(1), ['change-5m', 'volume-1h']]);
  coin.final = true;
  expect([gate.mayPass(at(1, 5)), gate.mayPass(at(1, 59))]).toEqual([true, true]);
  coin.final = false;
  expect([gate.mayPass(at(1, 59)), gate.mayPass(at(2, 0))]).toEqual([true, false]);
});

test('alerts on another metric close the gate within the minute', () => {
  const { gate, coin } = begin();
  expect(gate.mayPass(at(1, 5))).toBe(true);
  coin.final = false;
  coin.windowed = { ...WINDOWED };
  expect(gate.mayPass(at(1, 6))).toBe(false);
});

test('after the longest wait trades go on with unknown values until they are final; the growing interval is reported', () => {
  const { gate, coin } = begin();
  coin.final = false;
  expect(gate.mayPass(at(1, 5))).toBe(false);
  coin.elapsed = MAX_WINDOWS_WAIT_MS - 1;
  expect([gate.mayPass(at(1, 5)), coin.unknown]).toEqual([false, []]);
  coin.elapsed += 1;
  expect([gate.mayPass(at(1, 5)), gate.mayPass(at(2, 5)), coin.unknown]).toEqual([
    true,
    true,
    [
      [at(1), at(2)],
      [at(1), at(3)],
    ],
  ]);
  coin.final = true;
  expect(gate.mayPass(at(3))).toBe(true);
  coin.final = false;
  expect([gate.mayPass(at(4)), coin.unknown]).toEqual([
    false,
    [
      [at(1), at(2)],
      [at(1), at(3)],
    ],
  ]);
});

test('trades get no further ahead of the published minutes than the windows reach', () => {
  const { gate, coin } = begin();
  coin.untold = at(1);
  expect([gate.mayPass(at(241, 5)), gate.mayPass(at(500, 5))]).toEqual([true, false]);
  expect([coin.present, coin.marks]).toEqual([at(241), [at(241)]]);
  coin.elapsed = 2 * MAX_WINDOWS_WAIT_MS;
  expect([gate.mayPass(at(500, 5)), coin.unknown]).toEqual([false, []]);
  coin.untold = at(260);
  expect([gate.mayPass(at(500, 5)), coin.present]).toEqual([true, at(500)]);
});

test('the wait of a deleted alert shortens no later wait', () => {
  const { gate, coin } = begin();
  coin.final = false;
  expect(gate.mayPass(at(1, 5))).toBe(false);
  const { windowed } = coin;
  coin.windowed = { references: [], measures: [] };
  coin.elapsed = 2 * MAX_WINDOWS_WAIT_MS;
  expect(gate.mayPass(at(1, 6))).toBe(true);
  coin.windowed = windowed;
  expect([gate.mayPass(at(1, 7)), coin.unknown]).toEqual([false, []]);
});

/** One coin as the gate sees it. */
class Coin {
  present: number | null = START;
  windowed = WINDOWED;
  untold: number | null = null;
  final = true;
  elapsed = 0;
  asked: string[] = [];
  readonly unknown: [number, number][] = [];
  readonly marks: number[] = [];

  firstUnpublishedBefore(): number | null {
    return this.untold;
  }

  setWatermark(instant: number): void {
    this.marks.push(instant);
  }

  passTo(instant: number): void {
    this.present = Math.max(this.present ?? 0, instant - (instant % 60_000));
  }
}

function begin() {
  const coin = new Coin();
  const gate = new WindowsGate({
    minutes: coin,
    outbox: coin,
    areFinal(metrics) {
      coin.asked = [...metrics];
      return coin.final;
    },
    onUnknown: (from, to) => void coin.unknown.push([from, to]),
    elapsed: () => coin.elapsed,
  });
  return { gate, coin };
}
