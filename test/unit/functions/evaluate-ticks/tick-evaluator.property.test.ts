import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPERATORS } from '../../../../domain/condition.ts';
import type { Tick } from '../../../../domain/tick.ts';
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

/** `madeAt`: when so many ticks are out; `lag`: so many ticks later the task knows of it. */
const alertsMade = (madeAt: fc.Arbitrary<number>, lag: fc.Arbitrary<number>) =>
  fc.array(
    fc.record({
      op: fc.constantFrom(...OPERATORS),
      level: fc.integer({ min: 1, max: 9 }),
      after: fc.integer({ min: -2_000, max: 20_000 }),
      madeAt,
      lag,
    }),
    { minLength: 1, maxLength: 12 },
  );

/** As often a book that stands still, so that pages are trusted for long, as one that changes all the time. */
const alerts = fc.oneof(
  alertsMade(fc.constant(0), fc.constant(0)),
  alertsMade(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 3 })),
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
    /** another environment is given what this one failed at */
    failover: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 20 },
);
const PLAIN_WAY = { environment: 0, again: 0, failWrite: 0, failover: 0 };

const ULID = '01J9ZX0000000000000000000';
const idOf = (index: number) => `BTCUSDT-0-${ULID}${'0123456789ABCDEF'[index]}`;

interface Wish extends PlainAlert {
  readonly id: string;
  readonly madeAt: number;
  readonly bookVersion: number;
}

/** The ticks with the versions of the book that they know, and the alerts with the first trade of theirs. */
function publish(trades: readonly Trade[], cut: Parameters<typeof cutIntoTicks>[1], wanted: Wanted[]) {
  const bare = cutIntoTicks(trades, cut);
  const made = wanted.map((wish, index) => ({ ...wish, index, madeAt: Math.min(wish.madeAt, bare.length - 1) }));
  made.sort((a, b) => a.madeAt - b.madeAt || a.index - b.index);
  const versioned = made.map((wish, place) => ({ ...wish, bookVersion: place + 2 }));
  // the task learns of the versions in their order, each some ticks after it was made
  const knownAt = (version: number) =>
    Math.max(...versioned.filter((it) => it.bookVersion <= version).map(({ madeAt, lag }) => madeAt + lag));
  const ticks = bare.map((tick, at) => {
    const known = versioned.filter(({ bookVersion }) => knownAt(bookVersion) <= at);
    return { ...tick, book: { ...tick.book, version: Math.max(1, ...known.map(({ bookVersion }) => bookVersion)) } };
  });
  const wishes = versioned.map(({ op, level, after, index, madeAt, bookVersion }): Wish => {
    const firstTick = ticks.findIndex(({ book }) => book.version >= bookVersion);
    const firstTrade =
      firstTick < 0 ? trades.length : trades.findIndex(({ id }) => id === ticks[firstTick]?.trades.id[0]);
    return { op, level, armAfter: START + after, knownFrom: firstTrade, id: idOf(index), madeAt, bookVersion };
  });
  return { ticks, wishes };
}
type Wanted = { op: PlainAlert['op']; level: number; after: number; madeAt: number; lag: number };

test('any cut, repetition, failed write, failover and late alert gives the fires of a plain reading', async () => {
  const perPage = fc.integer({ min: 1, max: 4 });
  await fc.assert(
    fc.asyncProperty(path, alerts, cuts, deliveries, perPage, async (trades, wanted, cut, way, limit) => {
      const { ticks, wishes } = publish(trades, cut, wanted);
      const book = new MemoryBook({ readLimit: limit });
      const environments = [0, 1, 2].map(
        () => new TickEvaluator({ book, log: silentLog, now: () => 7, maxEntriesPerPart: limit }),
      );
      const give = async (environment: number, tick: Tick) => environments[environment % 3]?.evaluate(tick);
      for (let i = 0; i < ticks.length; i += 1) {
        for (const { id, op, level, armAfter, bookVersion } of wishes.filter(({ madeAt }) => madeAt === i)) {
          book.create(id, { metric: 'price', op, level: String(level) }, armAfter, bookVersion);
        }
        const { environment, again, failWrite, failover } = way[i % way.length] ?? PLAIN_WAY;
        for (const tick of ticks.slice(Math.max(0, i - again), i + 1)) {
          let writes = 0;
          book.beforeChange = () => {
            writes += 1;
            if (writes === failWrite) throw new Error('the table did not answer');
          };
          await give(environment, tick).catch(() => give(environment + failover, tick));
        }
      }
      expect(firesIn(book)).toEqual(firesOf(wishes, trades, ticks.at(-1)?.mark ?? null));
    }),
    { numRuns: Number(process.env.PRICEBELL_RUNS ?? 10_000) },
  );
}, 600_000);

const byAlert = (a: { alert: string }, b: { alert: string }) => (a.alert < b.alert ? -1 : 1);

function firesOf(wishes: readonly Wish[], trades: readonly Trade[], until: number | null) {
  const fires = wishes.flatMap((wish) => {
    const fire = firstFire(wish, trades, until);
    return fire ? [{ alert: wish.id, ...fire }] : [];
  });
  return fires.map(({ previousTradeId: _, ...fire }) => fire).sort(byAlert);
}

function firesIn(book: MemoryBook) {
  const fires = book.fires.map(({ id, trade }) => {
    const [alert = ''] = id.split('@');
    const watchedFrom = book.get(alert)?.state.watchedFrom?.tradeId;
    return { alert, tradeId: trade.id, instant: Number(id.slice(-14)), watchedFrom };
  });
  return fires.sort(byAlert);
}
