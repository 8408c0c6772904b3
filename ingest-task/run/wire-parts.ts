import type { Prices } from '../../domain/market/coin.ts';
import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import type { ExchangeFeed } from '../exchange/exchange-feed.ts';
import { StreamFeed } from '../exchange/stream-feed.ts';
import { EXCHANGES } from '../exchanges/exchanges.ts';
import { CandleSource } from '../history/candle-source.ts';
import { CandleWriter } from '../history/candle-writer.ts';
import { FillSteps } from '../history/fill-steps.ts';
import { HistoryFill } from '../history/history-fill.ts';
import { TradeSource } from '../history/trade-source.ts';
import { LagMeter } from '../publishing/lag-meter.ts';
import { PricesSnapshot } from '../publishing/prices-snapshot.ts';
import { Publisher } from '../publishing/publisher.ts';
import { BackFill } from '../sequencing/back-fill.ts';
import { MalformedFrames } from '../sequencing/malformed-frames.ts';
import { BufferBudget } from '../sequencing/reorder-buffer.ts';
import { TradeTimes } from '../sequencing/trade-times.ts';
import { UnwatchedReporter } from '../sequencing/unwatched-reporter.ts';
import { AlertPausing } from '../watching/alert-pausing.ts';
import { type CoinStatus, MarketWatch } from '../watching/market-watch.ts';
import { OutageWatch } from '../watching/outage-watch.ts';
import { ReArming } from '../watching/re-arming.ts';
import type { Dependencies } from './dependencies.ts';
import type { Standby } from './lease/standby.ts';

export interface PartSettings extends Dependencies {
  readonly environment: Environment;
  readonly counters: Counters;
  readonly epoch: number;
  /** what the last run observed, and how far it told each coin */
  readonly earlier: Prices['coins'];
  /** the last snapshot of this feed; null when there is none */
  readonly lastPrices: Prices | null;
  readonly standby: Standby;
}

export interface Parts {
  readonly feed: ExchangeFeed;
  readonly watch: MarketWatch;
  readonly snapshot: PricesSnapshot;
  readonly publisher: Publisher;
  readonly unwatched: UnwatchedReporter;
  readonly reArming: ReArming;
  readonly pausing: AlertPausing;
  readonly fill: HistoryFill;
  readonly candleWriter: CandleWriter;
  readonly outages: OutageWatch;
  /** How each coin stands and how far it is told. */
  readonly coinStatuses: () => CoinStatus[];
  readonly lag: LagMeter;
  /** trades that wait, in memory */
  readonly bufferBytes: () => number;
}

/** Makes the parts of one run and ties them together; nothing runs yet. */
export function wireParts(settings: PartSettings): Parts {
  const { environment, clock, log, counters, epoch, earlier, standby } = settings;
  const { marketTable, outageTable, coinTable, coinAlerts, tickStream, candleTable } = settings;
  const { rest, catalogue } = standby;
  const unwatched = new UnwatchedReporter({ marketTable, clock, log, counters });
  const exchangeNow = () => standby.exchangeClock.now();
  const isClockKnown = () => standby.exchangeClock.isMeasured;
  const reArming = new ReArming({ coinAlerts, coinTable, clock, log, exchangeNow, isClockKnown });
  const pausing = new AlertPausing({ coinAlerts, coinTable, clock, log });
  const publisher = new Publisher({
    tickStream,
    clock,
    log,
    counters,
    epoch,
    exchangeNow,
    clockOffsetMs: () => standby.exchangeClock.offsetMs,
    feed: environment.FEED,
    flushIntervalMs: environment.FLUSH_INTERVAL_MS,
    onDropped: (symbol, dropped) => watch.onDropped(symbol, dropped),
    onAccepted: (symbol) => watch.onAccepted(symbol),
  });
  const malformed = new MalformedFrames(clock, log, counters);
  const onUnreadable = (content: string, error: string) => malformed.quarantine(content, error);
  const candles = new CandleSource({ rest, exchangeNow, counters, onUnreadable });
  const trades = new TradeSource({ rest, clock });
  const fill = new HistoryFill({
    steps: new FillSteps({ candleTable, candles, trades, log, exchangeNow, counters }),
    clock,
    log,
    counters,
    exchangeNow,
    isClockKnown,
    // trades that wait when a coin is halted need their windows all the same
    isWatchable: (symbol) => catalogue.listingState(symbol) === 'watchable' || watch.waitsForWindows(symbol),
    onFilled: (symbol) => {
      snapshot.priceChanged();
      watch.onFilled(symbol);
    },
  });
  const coins = () => fill.coins();
  const candleWriter = new CandleWriter({ candleTable, coins, clock, log, counters, exchangeNow });
  const snapshot = new PricesSnapshot({
    marketTable,
    clock,
    log,
    exchangeNow,
    epoch,
    feed: environment.FEED,
    observe: () => watch.observe((symbol) => reArming.isUnderWay(symbol)),
    published: () => settings.published.newest(),
    unseenSince: (symbol) => outages.unseenSince(symbol),
  });
  const coinStatuses = () => watch.coinStatuses((symbol) => reArming.isUnderWay(symbol));
  const outages = new OutageWatch({
    outageTable,
    clock,
    log,
    exchangeNow,
    coinStatuses,
    outageAfterMs: environment.OUTAGE_AFTER_MS,
    earlier: settings.lastPrices,
  });
  const watch = new MarketWatch({
    catalogue,
    publisher,
    unwatched,
    backFill: new BackFill({ rest, clock, log, counters }),
    bufferBudget: new BufferBudget(),
    times: new TradeTimes({
      measured: () => (standby.exchangeClock.isMeasured ? exchangeNow() : null),
      measuredAt: () => standby.exchangeClock.measuredAt,
      measureAgain: () => standby.exchangeClock.measureAgain(),
      elapsed: () => clock.elapsed(),
    }),
    clock,
    exchangeNow,
    counters,
    earlier,
    histories: {
      follow: (symbol, joinsAfter) => fill.follow(symbol, joinsAfter).minutes,
      unfollow: (symbol) => fill.unfollow(symbol),
      areFinal: (symbol, metrics) => fill.areFinal(symbol, metrics),
    },
    feed: () => feed,
    malformed,
    onPrice: () => snapshot.priceChanged(),
    onState: () => snapshot.stateChanged(),
    onIdRestart: (coin) => reArming.begin(coin),
    onAnotherCoin: (coin) => pausing.begin(coin),
  });
  const lag = new LagMeter(exchangeNow);
  const feed: ExchangeFeed = new StreamFeed({
    exchange: EXCHANGES[environment.FEED],
    wsUrl: environment.BINANCE_WS_URL,
    clock,
    log,
    counters,
    listener: lag.metering(watch),
  });
  const bufferBytes = () => publisher.bufferBytes + watch.bufferBytes;
  const history = { fill, candleWriter };
  return {
    feed,
    watch,
    snapshot,
    publisher,
    unwatched,
    reArming,
    pausing,
    outages,
    coinStatuses,
    lag,
    bufferBytes,
    ...history,
  };
}
