import type { Prices } from '../domain/coin.ts';
import { Catalogue } from './catalogue.ts';
import { intervalsOf } from './coin-trades.ts';
import type { Counters } from './counters.ts';
import type { Environment } from './environment.ts';
import { ExchangeClock } from './exchange-clock.ts';
import { BinanceFeed } from './exchanges/binance/binance-feed.ts';
import { createRestClient } from './exchanges/binance/rest-client.ts';
import type { ExchangeFeed } from './exchanges/exchange-feed.ts';
import { CandleWriter } from './history/candle-writer.ts';
import { FillSteps } from './history/fill-steps.ts';
import { HistoryFill } from './history/history-fill.ts';
import { KlineSource } from './history/kline-source.ts';
import { MalformedFrames } from './malformed-frames.ts';
import { MarketWatch } from './market-watch.ts';
import { PricesSnapshot } from './prices-snapshot.ts';
import { Publisher } from './publisher.ts';
import { ReArming } from './re-arming.ts';
import type { Dependencies } from './start-ingest.ts';
import { UnwatchedReporter } from './unwatched-reporter.ts';
import { WantedCoins } from './wanted-coins.ts';

export interface PartSettings extends Dependencies {
  readonly environment: Environment;
  readonly counters: Counters;
  readonly epoch: number;
  readonly earlier: Prices['coins'];
}

export interface Parts {
  readonly feed: ExchangeFeed;
  readonly watch: MarketWatch;
  readonly wantedCoins: WantedCoins;
  readonly catalogue: Catalogue;
  readonly exchangeClock: ExchangeClock;
  readonly snapshot: PricesSnapshot;
  readonly publisher: Publisher;
  readonly unwatched: UnwatchedReporter;
  readonly reArming: ReArming;
  readonly fill: HistoryFill;
  readonly candleWriter: CandleWriter;
}

/** Makes the parts of one run and ties them together; nothing runs yet. */
export function wireParts(settings: PartSettings): Parts {
  const { environment, clock, log, counters, epoch, earlier } = settings;
  const { marketTable, coinTable, coinAlerts, coinStream, tickStream, candleTable } = settings;
  const rest = createRestClient(environment.BINANCE_REST_URL, clock);
  const unwatched = new UnwatchedReporter({ marketTable, clock, log, counters });
  const exchangeClock = new ExchangeClock({ rest, marketTable, clock, log });
  const exchangeNow = () => exchangeClock.now();
  const reArming = new ReArming({ coinAlerts, coinTable, clock, log, exchangeNow });
  const catalogue = new Catalogue({ rest, marketTable, clock, log, onChange: () => watch.catalogueChanged() });
  const publisher = new Publisher({
    tickStream,
    clock,
    log,
    counters,
    epoch,
    exchangeNow,
    feed: environment.FEED,
    flushIntervalMs: environment.FLUSH_INTERVAL_MS,
    onDropped: (symbol, trades) => {
      for (const interval of intervalsOf(trades)) unwatched.report(symbol, interval);
    },
  });
  const klines = new KlineSource({ rest, clock, exchangeNow, counters });
  const fill = new HistoryFill({
    steps: new FillSteps({ candleTable, klines, exchangeNow, counters }),
    clock,
    log,
    counters,
    exchangeNow,
    isClockKnown: () => exchangeClock.isMeasured,
    isWatchable: (symbol) => catalogue.look(symbol) === 'watchable',
    onFilled: () => snapshot.priceChanged(),
  });
  const coins = () => fill.coins();
  const candleWriter = new CandleWriter({ candleTable, coins, clock, log, counters, exchangeNow });
  const snapshot = new PricesSnapshot({
    marketTable,
    clock,
    log,
    exchangeNow,
    feed: environment.FEED,
    observe: () => watch.observe((symbol) => reArming.isUnderWay(symbol)),
  });
  const watch = new MarketWatch({
    catalogue,
    publisher,
    unwatched,
    counters,
    earlier,
    histories: { follow: (symbol) => fill.follow(symbol).minutes, unfollow: (symbol) => fill.unfollow(symbol) },
    feed: () => feed,
    malformed: new MalformedFrames(clock, log, counters),
    onPrice: () => snapshot.priceChanged(),
    onState: () => snapshot.stateChanged(),
    onBeganAnew: (coin) => reArming.begin(coin),
  });
  const feed: ExchangeFeed = new BinanceFeed({
    wsUrl: environment.BINANCE_WS_URL,
    clock,
    log,
    counters,
    listener: watch,
  });
  const wantedCoins = new WantedCoins({
    coinTable,
    coinStream,
    clock,
    log,
    onWanted: (coin) => watch.follow(coin),
    onUnwanted: (symbol) => watch.unfollow(symbol),
  });
  const history = { fill, candleWriter };
  return { feed, watch, wantedCoins, catalogue, exchangeClock, snapshot, publisher, unwatched, reArming, ...history };
}
