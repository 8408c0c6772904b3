import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertState } from '../../../../domain/alerts/alert.ts';
import { CANARY_LIFETIME_MS, canaryRule } from '../../../../domain/canary/canary-rule.ts';
import {
  type Canary,
  type CanaryFacts,
  judgeCanary,
  MOVED_AFTER_MS,
  NOT_ARMED_AFTER_MS,
  NOT_FIRED_AFTER_MS,
} from '../../../../domain/canary/judge-canary.ts';
import type { Candle } from '../../../../domain/market/candle.ts';

const MINUTE = 60_000;
const START = 1_000 * MINUTE;
const SYMBOL = 'BTCUSDT';
const rule = canaryRule({ price: '100', move: 0.01, now: START });
const watchedFrom = { tradeId: 1, time: START, epoch: 1 };

interface PlainTrade {
  readonly time: number;
  readonly price: number;
}

/** Levels at 99 and 101. Few prices, so that many trades are right at a level. */
const anyTrade = fc.record({ time: fc.nat(8 * MINUTE), price: fc.constantFrom(98, 99, 99.5, 100, 101, 101.5) });
const anyTrades = fc
  .array(anyTrade, { maxLength: 25 })
  .map((trades) => trades.map(({ time, price }) => ({ time: START + time, price })).sort((a, b) => a.time - b.time));

/** Closed minutes at `now`, made of the trades. */
function minutesOf(trades: readonly PlainTrade[], now: number): Candle[] {
  const candles: Candle[] = [];
  let last = 100;
  for (let start = START; start + MINUTE <= now; start += MINUTE) {
    const prices = trades.filter(({ time }) => time >= start && time < start + MINUTE).map(({ price }) => price);
    const all = prices.length > 0 ? prices : [last];
    last = all.at(-1) ?? last;
    candles.push({
      ...{ start, open: String(all[0]), close: String(last), volume: 0, quoteVolume: 0, trades: prices.length },
      ...{ high: String(Math.max(...all)), low: String(Math.min(...all)) },
    });
  }
  return candles;
}

function watching(armedAt: number): AlertState {
  const asOf = { tradeId: 1, instant: armedAt };
  return { status: 'active', phase: 'watching', watch: 0, zone: 'within', asOf, watchedFrom };
}

const judge = (canary: Canary | null, facts: Partial<CanaryFacts> = {}) =>
  judgeCanary({ chosen: SYMBOL, canary, candles: [], now: START, ...facts });

test('it is late when trades prove that it must have fired, and only then', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyTrades, fc.nat(3 * MINUTE), fc.nat(9 * MINUTE), (trades, armedAfter, nowAfter) => {
      const armedAt = START + armedAfter;
      const now = armedAt + nowAfter;
      const facts = { candles: minutesOf(trades, now), now };
      const { verdict } = judge({ symbol: SYMBOL, rule, state: watching(armedAt) }, facts);
      const outside = trades.filter(({ time, price }) => time > armedAt && (price < 99 || price > 101));
      // what is shown by closed minutes: the first minute that began after it was armed, and ended long enough ago
      const firstMinute = Math.floor(armedAt / MINUTE) * MINUTE + MINUTE;
      const shown = outside.filter(({ time }) => {
        const end = Math.floor(time / MINUTE) * MINUTE + MINUTE;
        return time >= firstMinute && now >= end + NOT_FIRED_AFTER_MS;
      });
      expect(verdict).toBe(shown.length > 0 ? 'late' : 'waits');
      seen.add(`${verdict} ${outside.length > 0}`);
    }),
    { numRuns: 500 },
  );
  // late without a trade outside never happens; a trade outside that is too new waits
  expect([...seen].sort()).toEqual(['late true', 'waits false', 'waits true']);
});

describe('the canary', () => {
  const armed: Canary = { symbol: SYMBOL, rule, state: watching(START) };
  const arming: Canary = {
    ...armed,
    state: {
      ...{ status: 'arming', armFrom: { armAfter: START, bookVersion: 1 } },
      ...{ watch: 0, quietly: true, asOf: null, watchedFrom: null },
    },
  };

  test('says the end of the first minute in which it must have fired', () => {
    const trades = [150_000, 190_000].map((time) => ({ time: START + time, price: 102 }));
    const now = START + 20 * MINUTE;
    const facts = { candles: minutesOf(trades, now), now };
    expect(judge(armed, facts)).toEqual({ verdict: 'late', because: 'not-fired', since: START + 3 * MINUTE });
  });

  test('is late when it is not armed within three minutes', () => {
    expect(judge(arming, { now: START + NOT_ARMED_AFTER_MS })).toEqual({ verdict: 'waits' });
    const late = { verdict: 'late', because: 'not-armed', since: START };
    expect(judge(arming, { now: START + NOT_ARMED_AFTER_MS + 1 })).toEqual(late);
  });

  test('waits in a market that stands still, and is moved before it expires', () => {
    const moved = START + MOVED_AFTER_MS;
    expect(judge(armed, { now: moved - 1 })).toEqual({ verdict: 'waits' });
    expect(judge(armed, { now: moved })).toEqual({ verdict: 'arm', because: 'long-ago' });
    expect(moved).toBeLessThan(START + CANARY_LIFETIME_MS);
  });

  test('is armed where there is none, on another coin, and after everything that ends it', () => {
    const over = { asOf: null, watchedFrom: null };
    expect(judge(null)).toEqual({ verdict: 'arm', because: 'no-canary' });
    expect(judge(armed, { chosen: 'ETHUSDT' })).toEqual({ verdict: 'arm', because: 'another-coin' });
    expect(judge({ ...arming, symbol: 'X' }, { now: START + 9 * MINUTE })).toMatchObject({ because: 'another-coin' });
    for (const status of ['triggered', 'expired', 'paused'] as const) {
      expect(judge({ ...armed, state: { status, ...over } })).toEqual({ verdict: 'arm', because: 'not-armed' });
    }
    const state = { status: 'faulty', fault: 'rule: is missing', ...over } as const;
    expect(judge({ ...armed, rule: null, state })).toEqual({ verdict: 'arm', because: 'not-armed' });
  });

  test('gets new levels when the price had left them before it was armed: it would fire only after a return', () => {
    const trades = [{ time: START + MINUTE, price: 102 }];
    const now = START + 9 * MINUTE;
    const candles = minutesOf(trades, now);
    for (const zone of ['below', 'above'] as const) {
      const state = { ...watching(START), zone } as AlertState;
      expect(judge({ ...armed, state }, { candles, now })).toEqual({ verdict: 'arm', because: 'outside' });
    }
  });
});
