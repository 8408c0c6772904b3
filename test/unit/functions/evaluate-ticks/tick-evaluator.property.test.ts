import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPERATORS } from '../../../../domain/condition.ts';
import type { Trade } from '../../../../domain/trade.ts';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { firstFire, type PlainAlert } from '../../../oracle/first-fire.ts';
import { MemoryBook } from '../../build/memory-book.ts';
import { silentLog } from '../../build/silent-log.ts';
import { cutIntoTicks } from '../../build/ticks.ts';

const START = Date.UTC(2026, 0, 5, 12, 0, 30);

/** Few prices around few levels, so that equal values, jumps and returns are common; times may step back a little. */
const path = fc
  .array(fc.record({ price: fc.integer({ min: 1, max: 9 }), wait: fc.integer({ min: -3, max: 900 }) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((steps) => {
    let time = START;
    return steps.map(({ price, wait }, index): Trade => {
      time += wait;
      return { id: 1_000 + index, time, price: String(price), quantity: '1' };
    });
  });

const alerts = fc.array(
  fc.record({
    op: fc.constantFrom(...OPERATORS),
    level: fc.integer({ min: 1, max: 9 }),
    after: fc.integer({ min: -2_000, max: 20_000 }),
  }),
  { minLength: 1, maxLength: 12 },
);

const cuts = fc.array(fc.record({ size: fc.integer({ min: 1, max: 12 }), marked: fc.boolean() }), {
  minLength: 1,
  maxLength: 8,
});

/** What can go wrong on the way: which environment takes a tick, and whether the same or earlier ticks come again. */
const deliveries = fc.array(
  fc.record({
    environment: fc.integer({ min: 0, max: 2 }),
    again: fc.integer({ min: 0, max: 3 }),
    failWrite: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 1, maxLength: 20 },
);

const ULID = '01J9ZX0000000000000000000';
const idOf = (index: number) => `BTCUSDT-0-${ULID}${'0123456789ABCDEF'[index]}`;

test('any cut, repetition, failed write and change of environment gives the fires of a plain reading', async () => {
  await fc.assert(
    fc.asyncProperty(
      path,
      alerts,
      cuts,
      deliveries,
      fc.integer({ min: 1, max: 4 }),
      async (trades, wanted, cut, way, limit) => {
        const book = new MemoryBook({ readLimit: limit });
        const plain = wanted.map(({ op, level, after }): PlainAlert => ({ op, level, armAfter: START + after }));
        for (const [index, { op, level, armAfter }] of plain.entries()) {
          book.create(idOf(index), { metric: 'price', op, level: String(level) }, armAfter);
        }
        const environments = [0, 1, 2].map(
          () => new TickEvaluator({ book, log: silentLog, now: () => 7, maxEntriesPerPart: limit }),
        );
        const ticks = cutIntoTicks(trades, cut);
        for (let i = 0; i < ticks.length; i += 1) {
          const { environment, again, failWrite } = way[i % way.length] ?? { environment: 0, again: 0, failWrite: 0 };
          const evaluator = environments[environment];
          if (!evaluator) throw new Error('no such environment');
          for (const tick of ticks.slice(Math.max(0, i - again), i + 1)) {
            let writes = 0;
            book.beforeChange = () => {
              writes += 1;
              if (writes === failWrite) throw new Error('the table did not answer');
            };
            // the stream gives the tick again until it is done
            await evaluator.evaluate(tick).catch(() => evaluator.evaluate(tick));
          }
        }
        const until = ticks.at(-1)?.mark ?? null;
        const expected = plain.flatMap((alert, index) => {
          const fire = firstFire(alert, trades, until);
          return fire ? [{ alert: idOf(index), ...fire }] : [];
        });
        const actual = book.fires.map(({ id, trade, previousTrade }) => ({
          alert: id.split('@')[0],
          tradeId: trade.id,
          instant: Number(id.slice(-14)),
          watchedFrom: book.get(id.split('@')[0] ?? '')?.state.watchedFrom?.tradeId,
          // a time event's tick may know only the last trade, not the one before it
          ...(previousTrade && { previousTradeId: previousTrade.id }),
        }));
        const byAlert = (a: { alert: string | undefined }, b: { alert: string | undefined }) =>
          String(a.alert) < String(b.alert) ? -1 : 1;
        expect(actual.sort(byAlert)).toMatchObject(expected.sort(byAlert).map(({ previousTradeId, ...fire }) => fire));
        expect(actual).toHaveLength(expected.length);
        for (const [index, fire] of actual.entries()) {
          if (fire.previousTradeId !== undefined) expect(fire.previousTradeId).toBe(expected[index]?.previousTradeId);
        }
      },
    ),
    { numRuns: 10_000 },
  );
}, 120_000);
