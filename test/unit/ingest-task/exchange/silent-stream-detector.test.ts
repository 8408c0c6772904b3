import { beforeEach, expect, test } from 'vitest';
import {
  RECENT_HEARTBEATS,
  SETTLING_HEARTBEATS,
  SILENT_HEARTBEATS,
  SilentStreamDetector,
} from '../../../../ingest-task/exchange/silent-stream-detector.ts';

let watch: SilentStreamDetector;
beforeEach(() => {
  watch = new SilentStreamDetector();
  watch.follow('A');
  beat(SETTLING_HEARTBEATS, { close: 1, volume: 10 });
});

/** So many heartbeats, the first of which has this ticker of A; returns the coins that were found silent. */
function beat(count = 1, ticker?: { close: number; volume: number }): unknown[] {
  const found = [];
  for (let i = 0; i < count; i += 1) {
    found.push(...watch.sawHeartbeat(i === 0 && ticker ? [{ symbol: 'A', ...ticker }] : []));
  }
  return found;
}

test.each([
  ['another close', { close: 2, volume: 10 }],
  ['more volume', { close: 1, volume: 11 }],
])('%s without a trade, long enough, is silence', (_, moved) => {
  expect(beat(SILENT_HEARTBEATS, moved)).toEqual([]);
  expect(beat()).toEqual([{ symbol: 'A', times: 1 }]);
});

test('a silent coin is reported once until it is subscribed again; its times count up until a trade comes', () => {
  beat(SILENT_HEARTBEATS + 1, { close: 2, volume: 11 });
  expect(beat(3 * SILENT_HEARTBEATS, { close: 3, volume: 12 })).toEqual([]);
  watch.follow('A');
  beat(SETTLING_HEARTBEATS);
  expect(beat(SILENT_HEARTBEATS + 1, { close: 4, volume: 13 })).toEqual([{ symbol: 'A', times: 2 }]);
  watch.follow('A');
  watch.sawTrade('A', 4);
  beat(SETTLING_HEARTBEATS + RECENT_HEARTBEATS);
  expect(beat(SILENT_HEARTBEATS + 1, { close: 5, volume: 14 })).toEqual([{ symbol: 'A', times: 1 }]);
});

test('a ticker that does not move is no sign, nor is volume that falls out of the 24 hours', () => {
  expect(beat(20, { close: 1, volume: 10 })).toEqual([]);
  expect(beat(20, { close: 1, volume: 9 })).toEqual([]);
});

test('a ticker may show a trade that came some heartbeats earlier, or one that comes some later', () => {
  watch.sawTrade('A', 2);
  beat(RECENT_HEARTBEATS - 1);
  expect(beat(20, { close: 2, volume: 11 })).toEqual([]);
  beat(SILENT_HEARTBEATS, { close: 3, volume: 12 });
  watch.sawTrade('A', 3);
  expect(beat(20)).toEqual([]);
});

test('a price that no trade has brought is silence, also shortly after a trade', () => {
  watch.sawTrade('A', 2);
  expect(beat(SILENT_HEARTBEATS, { close: 3, volume: 12 })).toEqual([]);
  expect(beat()).toEqual([{ symbol: 'A', times: 1 }]);
});

test('a ticker that lags behind the trades is no sign once it has caught up', () => {
  watch.sawTrade('A', 2);
  watch.sawTrade('A', 3);
  beat(1, { close: 2, volume: 11 });
  expect(beat(20, { close: 3, volume: 12 })).toEqual([]);
});

test('a coin whose first ticker shows another price than its last trade is silent as well', () => {
  watch = new SilentStreamDetector();
  watch.follow('A');
  watch.sawTrade('A', 2);
  beat(SETTLING_HEARTBEATS + RECENT_HEARTBEATS);
  expect(beat(SILENT_HEARTBEATS + 1, { close: 3, volume: 12 })).toEqual([{ symbol: 'A', times: 1 }]);
});

test('a coin is in doubt from the heartbeat that shows a trade until a trade comes', () => {
  beat(1, { close: 2, volume: 11 });
  expect(watch.isInDoubt('A')).toBe(true);
  beat(2);
  expect(watch.isInDoubt('A')).toBe(true);
  watch.sawTrade('A', 2);
  expect(watch.isInDoubt('A')).toBe(false);
});

test('while trades come a coin is not in doubt, whatever price its ticker has', () => {
  for (let price = 2; price < 20; price += 1) {
    watch.sawTrade('A', price);
    beat(1, { close: price - 1, volume: 10 + price });
    expect(watch.isInDoubt('A')).toBe(false);
  }
});

test('movements before the subscription are no sign', () => {
  watch.follow('A');
  expect(beat(20, { close: 2, volume: 11 })).toEqual([]);
});

test('a coin that is not followed is ignored', () => {
  watch.unfollow('A');
  expect(beat(20, { close: 2, volume: 11 })).toEqual([]);
});
