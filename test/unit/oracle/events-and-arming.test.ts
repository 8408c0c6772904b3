import { describe, expect, test } from 'vitest';
import { coinEvents } from '../../oracle/coin-events.ts';
import { firesOf, is, range, read } from './build-reading.ts';

const MINUTE = 60_000;

function eventsOf(times: readonly number[], until: number | null) {
  const trades = times.map((time, id) => ({ id, time, price: '1', quantity: '1' }));
  return coinEvents({ trades, until }).map(({ kind, index, instant }) => `${kind} ${index}@${instant}`);
}

describe('events of a coin', () => {
  test('each minute that begins between two trades is an event after the first and before the second', () => {
    expect(eventsOf([30_000, 3 * MINUTE], null)).toEqual([
      'trade 0@30000',
      'boundary 0@60000',
      'boundary 0@120000',
      'boundary 0@180000',
      'trade 1@180000',
    ]);
  });

  test('a trade at the start of a minute is followed by no boundary of that minute', () => {
    expect(eventsOf([MINUTE, MINUTE + 5], MINUTE + 9)).toEqual(['trade 0@60000', 'trade 1@60005']);
  });

  test('a trade whose time steps back over a boundary is followed by that boundary once more', () => {
    expect(eventsOf([MINUTE + 1, MINUTE - 1, MINUTE + 2], null)).toEqual([
      'trade 0@60001',
      'trade 1@59999',
      'boundary 1@60000',
      'trade 2@60002',
    ]);
  });

  test('after the last trade minutes begin as far as time is known to have passed', () => {
    expect(eventsOf([1], 2 * MINUTE)).toEqual(['trade 0@1', 'boundary 0@60000', 'boundary 0@120000']);
    expect(eventsOf([1], 2 * MINUTE - 1)).toEqual(['trade 0@1', 'boundary 0@60000']);
    expect(eventsOf([1], null)).toEqual(['trade 0@1']);
    expect(eventsOf([], 5 * MINUTE)).toEqual([]);
  });
});

describe('arming', () => {
  const above = { condition: is('above', 5) };

  test('the first trade at or after the alert arms it, and fires what holds already', () => {
    expect(firesOf(above, '1:9 2:6 3:7', { armAfter: 2 })).toEqual(['1@2']);
    expect(read(above, '1:9 2:6', { armAfter: 2 }).fires).toMatchObject([
      { kind: 'trade', reason: 'holds', metric: 'price', previousTradeId: 0, watchedFrom: 1 },
    ]);
  });

  test('a second without a trade arms it on the trade before, whether a trade or a watermark shows it', () => {
    expect(firesOf(above, '1:9 5:6', { armAfter: 2 })).toEqual(['0@3']);
    expect(firesOf(above, '1:9', { armAfter: 2, until: 3 })).toEqual(['0@3']);
    expect(firesOf(above, '1:9', { armAfter: 2, until: 2.999 })).toEqual([]);
    expect(read(above, '1:9', { armAfter: 2, until: 3 }).fires).toMatchObject([{ kind: 'own', watchedFrom: 0 }]);
  });

  test('a trade at the very instant of the quiet arming comes after it', () => {
    expect(firesOf(above, '1:9 3:6', { armAfter: 2 })).toEqual(['0@3']);
  });

  test('a quiet arming that is before its own trade does not arm, and does not come again', () => {
    // the coin's first trade; and an alert that ticks came to know late
    expect(firesOf({ condition: is('above', 5, 'volume-5m') }, '3:9 70:9', { volume: [7, 8] })).toEqual(['0@60']);
    expect(firesOf(above, '1:1 3.5:9 4:8', { armAfter: 2, knownFrom: 2 })).toEqual(['2@4']);
    expect(firesOf(above, '1:1 3:9 4:8', { armAfter: 2, knownFrom: 2 })).toEqual(['2@4']);
    expect(firesOf(above, '1:1 2.9:9 4:8', { armAfter: 2, knownFrom: 2 })).toEqual(['1@3']);
  });

  test('a minute that begins arms it too', () => {
    expect(firesOf(above, '59:9 61:6', { armAfter: 59.5 })).toEqual(['0@60']);
  });

  test('a tick of an older index version does not arm it', () => {
    expect(firesOf(above, '1:9 1.2:8 1.4:7', { armAfter: 0.5, knownFrom: 2 })).toEqual(['2@1.4']);
    expect(read(above, '1:9', { armAfter: 0.5, knownFrom: 1, until: 1.4 }).status).toBe('arming');
    // the time after trade 0 belongs to the tick that begins with trade 1
    expect(firesOf(above, '1:9 9:1', { armAfter: 0.5, knownFrom: 1 })).toEqual(['0@1.5']);
  });

  test('what was judged before an edit is not judged again', () => {
    const steps = '1:9 1.5:8 2:7';
    expect(firesOf(above, steps, { after: { tradeId: 1, instant: 1.5 } })).toEqual(['2@2']);
  });

  test('a quiet arming that is no later than what was judged before an edit does not come', () => {
    const around = { armAfter: 1.999, knownFrom: 2 };
    // trade 1 steps back to before that instant
    expect(firesOf(above, '3:9 2.998:8 5:7', { ...around, after: { tradeId: 0, instant: 3 } })).toEqual(['2@5']);
    expect(firesOf(above, '3:9 2.998:8 5:7', { ...around, after: { tradeId: 0, instant: 2.998 } })).toEqual([
      '1@2.999',
    ]);
  });

  test('an edge does not fire as it arms', () => {
    expect(firesOf({ condition: is('crosses-above', 5) }, '1:6 2:7')).toEqual([]);
    expect(firesOf({ condition: range('enters', 5, 7) }, '1:6 2:6')).toEqual([]);
  });

  test('an unknown value arms nothing; a quiet arming that finds one does not come again', () => {
    const volume = { condition: is('above', 5, 'volume-5m') };
    expect(firesOf(volume, '1:1 200:1', { volume: [null, null, 7] })).toEqual(['0@120']);
    // minute 0 is unknown at second 1.5; second 59.6 comes before the value does
    expect(firesOf(volume, '1:1 200:1', { armAfter: 58.6, volume: [null, 4, 7] })).toEqual(['0@120']);
  });

  test('trades do not arm an alert on volume; the quiet arming does, with the minute as it is', () => {
    const volume = { condition: is('above', 5, 'volume-5m') };
    expect(firesOf(volume, '1:1 1.1:1 3:1', { armAfter: 1, volume: [7] })).toEqual(['1@2']);
  });

  test('of several conditions all must be known', () => {
    const all = { all: [is('above', 5), is('above', 5, 'volume-5m')] };
    expect(firesOf(all, '1:9 70:9', { volume: [null, 7] })).toEqual(['0@60']);
    expect(read(all, '1:9 70:9', { volume: [] }).status).toBe('arming');
  });

  test('windowed values that only ticks of an older index version had are unknown to the alert, prices are not', () => {
    const volume = { condition: is('above', 5, 'volume-5m') };
    const around = { knownFrom: 1, valuesFrom: 2, volume: [7, 8, 9] };
    expect(firesOf(volume, '1:9 130:9', around)).toEqual(['0@120']);
    expect(firesOf(above, '0.5:9 130:9', around)).toEqual(['0@1']);
  });
});

describe('expiry', () => {
  const above = { condition: is('above', 5), expiresAt: 10 };

  test('is found by the first trade of a coin that had none before it', () => {
    expect(read(above, '11:9')).toEqual({ fires: [], status: 'expired' });
  });

  test('comes before a trade at its instant', () => {
    expect(read(above, '1:1 10:9')).toEqual({ fires: [], status: 'expired' });
    expect(firesOf(above, '1:1 9.999:9')).toEqual(['1@9.999']);
  });

  test('comes before anything else at its instant', () => {
    expect(read({ ...above, holdSeconds: 9 }, '1:9 20:9')).toEqual({ fires: [], status: 'expired' });
    expect(firesOf({ ...above, holdSeconds: 8 }, '1:9 20:9')).toEqual(['0@9']);
    expect(read({ ...above, expiresAt: 60, confirm: 'minute-close' }, '1:9 70:9').status).toBe('expired');
  });

  test('ends an alert that waits to be armed, retreats or cools down, and none that is over', () => {
    expect(read(above, '1:9', { armAfter: 5, until: 5.9 }).status).toBe('arming');
    expect(read(above, '1:9 11:9', { armAfter: 9.5 })).toEqual({ fires: [], status: 'expired' });
    expect(read({ ...above, cooldown: 60 }, '1:9', { until: 9.9 }).status).toBe('active');
    expect(read({ ...above, cooldown: 60 }, '1:9', { until: 10 }).status).toBe('expired');
    expect(read({ ...above, cooldown: null, rearmPercent: 10 }, '1:9', { until: 10 }).status).toBe('expired');
    expect(read(above, '1:9', { until: 99 }).status).toBe('triggered');
  });

  test('needs no minute to end with confirm minute-close', () => {
    expect(read({ ...above, confirm: 'minute-close' }, '1:9', { until: 10 }).status).toBe('expired');
  });
});
