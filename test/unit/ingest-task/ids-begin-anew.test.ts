import { expect, test } from 'vitest';
import { beginAnew } from '../../../domain/begin-anew.ts';
import { decodeTick, type Tick } from '../../../domain/tick.ts';
import { TickEvaluator } from '../../../functions/evaluate-ticks/tick-evaluator.ts';
import { WaitingRoom } from '../../../ingest-task/catching-up/waiting-frames.ts';
import { sleep } from '../../../ingest-task/clock.ts';
import { createCounters } from '../../../ingest-task/counters.ts';
import { MarketWatch } from '../../../ingest-task/market-watch.ts';
import { Publisher } from '../../../ingest-task/publisher.ts';
import { ReArming, type RestartedCoin } from '../../../ingest-task/re-arming.ts';
import { silentMinutes } from '../build/coin-minutes.ts';
import { manualClock } from '../build/manual-clock.ts';
import { buildRule } from '../build/market-events.ts';
import { MemoryBook } from '../build/memory-book.ts';
import { recordedLog } from '../build/recorded-log.ts';
import { silentLog } from '../build/silent-log.ts';
import { buildWantedCoin } from '../build/wanted-coins.ts';

const ALERT = 'BTCUSDT-0-01J9ZX00000000000000000000';

/** From the trades that come in to what fires, with everything between them but the cloud. */
test('an alert judged at high ids fires on the new low ones once its coin’s alerts are re-armed', async () => {
  const { market, book } = begin((reArming) => (coin) => reArming.begin(coin));
  await crossTheLevel(market);
  expect(book.fires.map(({ trade, previousTrade }) => [trade.id, previousTrade?.id])).toEqual([[5, 4]]);
  expect(book.get(ALERT)?.state.watchedFrom?.tradeId).toBe(3);
});

test('without re-arming it would sleep until the new ids have grown past the old ones', async () => {
  const { market, book } = begin(() => () => {});
  await crossTheLevel(market);
  expect(book.fires).toEqual([]);
});

/** Armed below the level at id 901, then ids begin anew at 3 and the price crosses the level at 5. */
async function crossTheLevel(trade: (id: number, price: string) => Promise<void>) {
  await trade(900, '98');
  await trade(901, '99');
  await trade(3, '99');
  await trade(4, '99.5');
  await trade(5, '101');
}

function begin(onBeganAnew: (reArming: ReArming) => (coin: RestartedCoin) => void) {
  const clock = manualClock();
  const book = new MemoryBook();
  const condition = { metric: 'price', op: 'crosses-above', level: '100' } as const;
  book.create(ALERT, buildRule({ condition }), { armAfter: 0, bookVersion: 0 });
  const evaluator = new TickEvaluator({ book, log: silentLog, now: () => clock.now() });
  const ticks: Tick[] = [];
  const shared = { clock, log: recordedLog(), counters: createCounters(), exchangeNow: () => clock.now() };
  const publisher = publishTo(ticks, shared);
  const reArming = new ReArming({
    ...shared,
    isClockKnown: () => true,
    coinAlerts: {
      async beginAnew(_, armFrom) {
        await sleep(clock, 500); // the first new trade is judged before that
        book.edit(ALERT, (alert) => ({ state: beginAnew(alert, armFrom) }));
        return 1;
      },
    },
    coinTable: { raiseBookVersion: async (symbol) => watch.follow(buildWantedCoin(symbol, 2)) },
  });
  const watch = watchWith(publisher, onBeganAnew(reArming));
  watch.follow(buildWantedCoin());
  const market = async (id: number, price: string) => {
    await clock.advance(1_500); // more than a duplicate could be newer
    watch.onTrade('BTCUSDT', { id, time: clock.now(), price, quantity: '1' }, clock.now());
    publisher.flush();
    await clock.advance(1);
    publisher.flush(); // the new version of the book, when there is one
    await clock.advance(1);
    for (const tick of ticks.splice(0)) await evaluator.evaluate(tick);
  };
  return { market, book };
}

type Shared = Pick<ConstructorParameters<typeof Publisher>[0], 'clock' | 'log' | 'counters' | 'exchangeNow'>;

function publishTo(ticks: Tick[], shared: Shared): Publisher {
  return new Publisher({
    ...shared,
    clockOffsetMs: () => 0,
    tickStream: {
      async put(records) {
        ticks.push(...records.map(({ data }) => decodeTick(Buffer.from(data).toString())));
        return records.map(() => null);
      },
    },
    feed: 'simulator',
    epoch: 1,
    flushIntervalMs: 100,
    onDropped: () => expect.unreachable('nothing may be dropped'),
    onTaken: () => {},
  });
}

function watchWith(publisher: Publisher, onBeganAnew: (coin: RestartedCoin) => void): MarketWatch {
  return new MarketWatch({
    feed: () => ({ want: () => {}, isSubscribed: () => true, rejectionOf: () => null }),
    catalogue: { look: () => 'watchable', isTraded: () => true, missed: () => {} },
    publisher,
    histories: { follow: silentMinutes, unfollow: () => {} },
    unwatched: { report: () => expect.unreachable('nothing was missed') },
    backFill: { look: () => {}, forget: () => {}, stop: () => {} },
    waitingRoom: new WaitingRoom(),
    clock: { elapsed: () => 0 },
    malformed: { setAside: () => {} },
    counters: createCounters(),
    earlier: {},
    onPrice: () => {},
    onState: () => {},
    onBeganAnew,
    onAnotherCoin: () => {},
  });
}
