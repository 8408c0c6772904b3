import { expect, test } from 'vitest';
import { resetAfterIdRestart } from '../../../../domain/alerts/reset-after-id-restart.ts';
import { decodeTick, type Tick } from '../../../../domain/market/tick.ts';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { sleep } from '../../../../ingest-task/clock.ts';
import { createCounters } from '../../../../ingest-task/counters.ts';
import { Publisher } from '../../../../ingest-task/publishing/publisher.ts';
import { BackFill } from '../../../../ingest-task/sequencing/back-fill.ts';
import { BufferBudget } from '../../../../ingest-task/sequencing/reorder-buffer.ts';
import { TradeTimes } from '../../../../ingest-task/sequencing/trade-times.ts';
import { MarketWatch } from '../../../../ingest-task/watching/market-watch.ts';
import { ReArming, type RestartedCoin } from '../../../../ingest-task/watching/re-arming.ts';
import { silentMinutes } from '../../../support/coin-minutes.ts';
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts';
import { buildRule } from '../../../support/market-events.ts';
import { MemoryAlertIndex } from '../../../support/memory-alert-index.ts';
import { memoryExchange } from '../../../support/memory-exchange.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';

const COIN = 'BTCUSDT';
const ALERT = 'BTCUSDT-0-01J9ZX00000000000000000000';

/** From the trades that come in to the alerts that fire, with everything between them except AWS. */
test('an alert judged at high ids fires on the new low ones once its coin’s alerts are re-armed', async () => {
  const { market, alertIndex } = begin((reArming) => (coin) => reArming.begin(coin));
  await crossTheLevel(market);
  expect(alertIndex.fires.map(({ trade, previousTrade }) => [trade.id, previousTrade?.id])).toEqual([[5, 4]]);
  expect(alertIndex.get(ALERT)?.state.watchedFrom?.tradeId).toBe(3);
});

test('without re-arming it would not fire until the new ids have grown past the old ones', async () => {
  const { market, alertIndex } = begin(() => () => {});
  await crossTheLevel(market);
  expect(alertIndex.fires).toEqual([]);
});

test('an id that comes twice re-arms nothing: the crossing fires once', async () => {
  const { market, alertIndex } = begin(() => () => expect.unreachable('no ids restarted'));
  await market(900, '98');
  await market(901, '99');
  await market(901, '101');
  await market(902, '101');
  await market(903, '99');
  await market(904, '101');
  expect(alertIndex.fires.map(({ trade, previousTrade }) => [trade.id, previousTrade?.id])).toEqual([[902, 901]]);
});

test('an id that comes twice keeps a cooldown', async () => {
  const { market, alertIndex } = begin(
    () => () => expect.unreachable('no ids restarted'),
    buildRule({ condition: ABOVE, repeat: { mode: 'every-time', cooldownSeconds: 3_600 } }),
  );
  await market(900, '98');
  await market(901, '101');
  await market(901, '102');
  await market(902, '99');
  await market(903, '102');
  expect(alertIndex.fires.map(({ trade }) => trade.id)).toEqual([901]);
});

const ABOVE = { metric: 'price', op: 'above', level: '100' } as const;
const CROSSES = { metric: 'price', op: 'crosses-above', level: '100' } as const;

/** Armed below the level at id 901; then the ids restart at 3, and the price crosses the level at 5. */
async function crossTheLevel(trade: (id: number, price: string) => Promise<void>) {
  await trade(900, '98');
  await trade(901, '99');
  await trade(3, '99');
  await trade(4, '99.5');
  await trade(5, '101');
}

function begin(
  onIdRestart: (reArming: ReArming) => (coin: RestartedCoin) => void,
  rule = buildRule({ condition: CROSSES }),
) {
  const clock = manualClock();
  const exchange = memoryExchange(clock);
  const alertIndex = new MemoryAlertIndex();
  alertIndex.create(ALERT, rule, { armAfter: 0, bookVersion: 0 });
  const evaluator = new TickEvaluator({ alertIndex, log: silentLog, now: () => clock.now() });
  const ticks: Tick[] = [];
  const shared = { clock, log: recordedLog(), counters: createCounters(), exchangeNow: () => clock.now() };
  const publisher = publishTo(ticks, shared);
  const reArming = new ReArming({
    ...shared,
    isClockKnown: () => true,
    coinAlerts: {
      async resetAfterIdRestart(_, armFrom) {
        await sleep(clock, 500); // the first new trade is judged before that
        alertIndex.edit(ALERT, (alert) => ({ state: resetAfterIdRestart(alert, armFrom) }));
        return 1;
      },
    },
    coinTable: { raiseIndexVersion: async (symbol) => watch.follow(buildWantedCoin(symbol, 2)) },
  });
  const backFill = new BackFill({ ...shared, rest: exchange.rest });
  const watch = watchWith({ publisher, clock, backFill, onIdRestart: onIdRestart(reArming) });
  watch.follow(buildWantedCoin());
  watch.onSubscribed([COIN]);
  let newest = 0;
  const market = async (id: number, price: string) => {
    await clock.advance(1_500); // more than the times of duplicates may differ
    const trade = { id, time: clock.now(), price, quantity: '1' };
    if (id < newest) exchange.resetAfterIdRestart(COIN, trade);
    else if (id > newest) exchange.trade(COIN, trade);
    newest = id;
    watch.onTrade(COIN, trade, clock.now());
    // the exchange answers, the ticks are judged, and a new index version is published
    for (let steps = 0; steps < 10; steps += 1) {
      publisher.flush();
      await clock.advance(60);
      for (const tick of ticks.splice(0)) await evaluator.evaluate(tick);
    }
  };
  return { market, alertIndex };
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
    viewOf: () => null,
    onAccepted: () => {},
  });
}

interface WatchOptions {
  readonly publisher: Publisher;
  readonly clock: ManualClock;
  readonly backFill: BackFill;
  readonly onIdRestart: (coin: RestartedCoin) => void;
}

function watchWith(options: WatchOptions): MarketWatch {
  return new MarketWatch({
    ...options,
    feed: () => ({ want: () => {}, isSubscribed: () => true, rejectionOf: () => null }),
    catalogue: { listingState: () => 'watchable', isTraded: () => true, missed: () => {} },
    histories: {
      follow: () => ({ minutes: silentMinutes() }),
      unfollow: () => {},
      use: () => {},
      areFinal: () => true,
    },
    unwatched: {
      report: (_, { reason }) => expect(reason, 'nothing was missed but the second trade of an id').toBe('same-id'),
    },
    bufferBudget: new BufferBudget(),
    times: new TradeTimes({
      measured: () => options.clock.now(),
      measuredAt: () => 0,
      measureAgain: () => {},
      elapsed: () => 0,
    }),
    exchangeNow: () => options.clock.now(),
    malformed: { quarantine: () => {} },
    counters: createCounters(),
    earlier: {},
    onPrice: () => {},
    onState: () => {},
    onAnotherCoin: () => {},
  });
}
