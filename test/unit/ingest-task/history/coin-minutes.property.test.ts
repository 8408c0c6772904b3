import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { CoinMinutes } from '../../../../ingest-task/history/coin-minutes.ts';
import { buildTrade } from '../../../support/ticks.ts';

const START = Date.UTC(2026, 0, 5, 12, 0, 0);
const LENGTH = 60_000;

const stepArbitrary = fc.record({
  do: fc.constantFrom(
    'trade' as const,
    'trade' as const,
    'trade' as const,
    'late' as const,
    'mark' as const,
    'hole' as const,
  ),
  gapMs: fc.constantFrom(0, 1, 900, 15_000, 59_000, 200_000),
  price: fc.constantFrom('99.5', '100', '100.25', '0.00001234'),
  quantity: fc.constantFrom('0.1', '3', '0.007'),
});
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** What was seen of one minute of the coin's own time, which never goes back. */
interface Plain {
  trades: Trade[];
  isKnown: boolean;
}

test('every minute closes once, in order, as the plain fold of its trades, unless some were missed', () => {
  fc.assert(
    fc.property(fc.array(stepArbitrary, { maxLength: 60 }), (steps) => {
      const { closed, plain, end } = play(steps);
      expect(closed.map(({ start }) => start)).toEqual([...plain.keys()].filter((minute) => minute < end));
      for (const { start, candle } of closed) expect(candle).toEqual(plainCandle(plain, start));
    }),
    { numRuns: 500 },
  );
});

interface Closed {
  readonly start: number;
  /** null: unknown */
  readonly candle: Candle | null;
}

function play(steps: readonly Step[]) {
  const closed: Closed[] = [];
  const minutes = new CoinMinutes({
    onClosed: (candle) => void closed.push({ start: candle.start, candle }),
    onUnknown: (from, to) => {
      for (let start = from; start < to; start += LENGTH) closed.push({ start, candle: null });
    },
    onJoined: () => expect.unreachable('nothing joins'),
    onIdRestart: () => expect.unreachable('ids only grow'),
  });
  const plain = new Map<number, Plain>();
  let time = START;
  let present: number | null = null;
  /** The minute of `time` becomes the present one, if it is later; the minutes between were seen or not. */
  const reach = (isKnown: boolean) => {
    const minute = Math.floor(time / LENGTH) * LENGTH;
    for (let next = present === null ? minute : present + LENGTH; next <= minute; next += LENGTH) {
      plain.set(next, { trades: [], isKnown: isKnown && present !== null });
    }
    present = Math.max(present ?? minute, minute);
  };
  const lose = () => {
    const open = present === null ? undefined : plain.get(present);
    if (open) open.isKnown = false;
    reach(false);
  };
  // before the first trade neither its own minute nor the one before is known
  plain.set(START - LENGTH, { trades: [], isKnown: false });
  const first = buildTrade({ id: 1, time });
  lose();
  minutes.missedBefore(time);
  plain.get(START)?.trades.push(first);
  minutes.add(first);
  for (const [index, step] of steps.entries()) {
    time += step.gapMs;
    if (step.do === 'mark') {
      reach(true);
      minutes.passTo(time);
      continue;
    }
    if (step.do === 'hole') {
      lose();
      minutes.missedBefore(time);
    } else reach(true);
    const { price, quantity } = step;
    const late = step.do === 'late' ? 1_500 : 0;
    const trade = buildTrade({ id: index + 2, time: time - late, price, quantity });
    // a late trade counts for the minute that is open when it comes
    if (step.do === 'late') minutes.passTo(time);
    plain.get(present ?? 0)?.trades.push(trade);
    minutes.add(trade);
  }
  return { closed, plain, end: present ?? 0 };
}

function plainCandle(plain: ReadonlyMap<number, Plain>, start: number): Candle | null {
  const { trades = [], isKnown = false } = plain.get(start) ?? {};
  if (!isKnown) return null;
  if (trades.length === 0) {
    const close = lastPriceBefore(plain, start);
    return { start, open: close, high: close, low: close, close, volume: 0, quoteVolume: 0, trades: 0 };
  }
  const byPrice = [...trades].sort((a, b) => Number(a.price) - Number(b.price));
  return {
    start,
    open: trades[0]?.price ?? '',
    high: byPrice.at(-1)?.price ?? '',
    low: byPrice[0]?.price ?? '',
    close: trades.at(-1)?.price ?? '',
    volume: trades.reduce((sum, { quantity }) => sum + Number(quantity), 0),
    quoteVolume: trades.reduce((sum, { price, quantity }) => sum + Number(price) * Number(quantity), 0),
    trades: trades.length,
  };
}

function lastPriceBefore(plain: ReadonlyMap<number, Plain>, start: number): string {
  const trades = [...plain].filter(([minute]) => minute < start).flatMap(([, minute]) => minute.trades);
  return trades.at(-1)?.price ?? '';
}
