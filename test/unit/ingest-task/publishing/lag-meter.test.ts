import { expect, test } from 'vitest';
import type { FeedListener } from '../../../../ingest-task/exchange/exchange-feed.ts';
import { LagMeter } from '../../../../ingest-task/publishing/lag-meter.ts';

test('the longest lag of a heartbeat since the last call is reported, and null when none came', () => {
  let now = 1_000;
  const lag = new LagMeter(() => now);
  const { listener } = recorded();
  const metered = lag.metering(listener);
  expect(lag.take()).toBeNull();
  metered.onHeartbeat(900, []);
  metered.onHeartbeat(400, []);
  metered.onHeartbeat(990, []);
  expect(lag.take()).toBe(600);
  now = 2_000;
  metered.onHeartbeat(2_050, []); // the clocks differ by less than the error of the measurement
  expect(lag.take()).toBe(0);
  expect(lag.take()).toBeNull();
});

test('every event is passed on', () => {
  const { listener, calls } = recorded();
  const metered = new LagMeter(() => 0).metering(listener);
  const trade = { id: 1, time: 2, price: '3', quantity: '4' };
  metered.onSubscribed(['A']);
  metered.onInterrupted(['A'], 'cut');
  metered.onTrade('A', trade, 5);
  metered.onMarker('A', 6, 7);
  metered.onHeartbeat(8, ['A']);
  metered.onMalformed('frame', 'error', 'BTCUSDT');
  metered.onRejected('BTCUSDT');
  expect(calls).toEqual([
    ['onSubscribed', ['A']],
    ['onInterrupted', ['A'], 'cut'],
    ['onTrade', 'A', trade, 5],
    ['onMarker', 'A', 6, 7],
    ['onHeartbeat', 8, ['A']],
    ['onMalformed', 'frame', 'error', 'BTCUSDT'],
    ['onRejected', 'BTCUSDT'],
  ]);
});

function recorded() {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    (...given: unknown[]) =>
      void calls.push([name, ...given]);
  const listener: FeedListener = {
    onSubscribed: record('onSubscribed'),
    onInterrupted: record('onInterrupted'),
    onTrade: record('onTrade'),
    onMarker: record('onMarker'),
    onHeartbeat: record('onHeartbeat'),
    onMalformed: record('onMalformed'),
    onRejected: record('onRejected'),
  };
  return { listener, calls };
}
