import fc from 'fast-check';
import type { Trade } from '../../../domain/market/trade.ts';
import { MINUTE, type MinuteValues, startOfMinute } from '../coin-events.ts';
import type { Market, TickCut } from './publish-ticks.ts';

const FIRST_MINUTE = Date.UTC(2026, 0, 5, 12, 0, 0);
/** The first trade's time. */
export const START = FIRST_MINUTE + 30_000;

/** Steps from trade to trade: mostly short, at times some minutes; times may step back a little. */
const unevenWaits = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -3, max: 900 }) },
  { weight: 4, arbitrary: fc.integer({ min: 900, max: 20_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 20_000, max: 150_000 }) },
  // onto the start of a minute, or next to it
  { weight: 3, arbitrary: fc.constantFrom('-1', '0', '1') },
);
/** The same, and now and then an hour or two: far more minutes than there are trades. */
const farWaits = fc.oneof(
  { weight: 20, arbitrary: unevenWaits },
  { weight: 1, arbitrary: fc.integer({ min: 150_000, max: 7_200_000 }) },
);
/** So that a quiet arming, a hold, a cooldown and a minute often end at a trade. */
const roundWaits = fc.constantFrom(0, 1_000, 1_000, 1_000, 2_000, 3_000, 5_000, 30_000, 60_000, 90_000);

function stepsAfter(wait: fc.Arbitrary<number | string>) {
  const step = fc.record({ price: fc.integer({ min: 1, max: 9 }), wait });
  return fc.array(step, { minLength: 1, maxLength: 30, size: 'max' });
}

/**
 * Few prices around few levels. `stepsOverMinutes`: a time may step back over the start of a minute; docs/decisions/0007
 * leaves open which volume and volatility count for such a trade.
 */
const path = (stepsOverMinutes: boolean, waits: fc.Arbitrary<number | string>) =>
  fc
    .oneof({ weight: 4, arbitrary: stepsAfter(waits) }, { weight: 1, arbitrary: stepsAfter(roundWaits) })
    .map((steps) => {
      let time = START;
      return steps.map(({ price, wait }, index): Trade => {
        const trade = { id: 1_000 + index, time, price: String(price), quantity: '1' };
        const minuteAhead = startOfMinute(time) + MINUTE;
        // an instant that the very first trade shows has no trade before it, wherever the second one stands
        const step = typeof wait === 'string' ? minuteAhead + Number(wait) - time : wait;
        const next = time + (index === 0 ? Math.max(step, 0) : step);
        time = stepsOverMinutes ? next : Math.max(next, startOfMinute(time));
        return trade;
      });
    });

const afterTheLast = fc.option(fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 5_000, max: 200_000 })));

interface DrawnValues {
  readonly ref: readonly (number | null)[];
  readonly volume: readonly (number | null)[];
  readonly volatility: readonly (number | null)[];
}

/** Values by minute. `isPatchy`: some are unknown here and there, not only at first. */
const values = fc.boolean().chain((isPatchy) => {
  const column = (known: fc.Arbitrary<number>) =>
    fc
      .tuple(fc.constantFrom(0, 0, 1, 2), fc.array(isPatchy ? fc.option(known, { freq: 3 }) : known, LENGTHS))
      .map(([unknown, rest]) => [...Array.from({ length: unknown }, () => null), ...rest]);
  const small = fc.integer({ min: 0, max: 5 });
  const columns = fc.record({
    ref: column(fc.constantFrom(3, 4, 5, 8)),
    volume: column(small),
    volatility: column(small),
  });
  return columns.map((drawn) => ({ isPatchy, valuesOf: (minute: number) => valuesIn(drawn, minute) }));
});
const LENGTHS = { minLength: 1, maxLength: 12 };

function valuesIn({ ref, volume, volatility }: DrawnValues, minute: number): MinuteValues {
  const index = Math.max(0, (minute - FIRST_MINUTE) / MINUTE);
  const at = (column: readonly (number | null)[]) => column[Math.min(index, column.length - 1)] ?? null;
  return { refs: { 'change-5m': at(ref) }, measures: { 'volume-5m': at(volume), 'volatility-1h': at(volatility) } };
}

export interface RandomMarket extends Market {
  readonly isPatchy: boolean;
}

/** A coin with alerts on windowed metrics: every minute has a tick. */
export const windowedMarkets: fc.Arbitrary<RandomMarket> = fc
  .tuple(path(false, unevenWaits), afterTheLast, values)
  .map(([trades, after, windowed]) => ({ trades, end: endOf(trades, after), everyMinute: true, ...windowed }));

/** A coin that has alerts on its price only. */
export const priceMarkets: fc.Arbitrary<RandomMarket> = fc
  .tuple(path(true, farWaits), afterTheLast)
  .map(([trades, after]) => {
    return { trades, end: endOf(trades, after), everyMinute: false, isPatchy: false, valuesOf: () => NOTHING_TOLD };
  });
const NOTHING_TOLD = { refs: {}, measures: {} };

function endOf(trades: readonly Trade[], after: number | null): number | null {
  const last = trades.at(-1);
  return after === null || !last ? null : last.time + after;
}

export const tickCuts: fc.Arbitrary<TickCut[]> = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 12 }),
    watermark: fc.constantFrom('none', 'last trade', 'half', 'all'),
    apart: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);
