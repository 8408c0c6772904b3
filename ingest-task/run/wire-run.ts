import type { Prices } from '../../domain/market/coin.ts';
import type { Clock } from '../clock.ts';
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
import { SparkList } from '../publishing/spark-list.ts';
import { UnwatchedList } from '../publishing/unwatched-list.ts';
import { BackFill } from '../sequencing/back-fill.ts';
import { MalformedFrames } from '../sequencing/malformed-frames.ts';
import { BufferBudget } from '../sequencing/reorder-buffer.ts';
import { TradeTimes } from '../sequencing/trade-times.ts';
import { UnwatchedReporter } from '../sequencing/unwatched-reporter.ts';
import { AlertPausing } from '../watching/alert-pausing.ts';
import { Audience } from '../watching/audience.ts';
import type { ExchangeClock } from '../watching/exchange-clock.ts';
import { type CoinStatus, MarketWatch } from '../watching/market-watch.ts';
import { OutageWatch } from '../watching/outage-watch.ts';
import { ReArming } from '../watching/re-arming.ts';
import type { Dependencies } from './dependencies.ts';
import type { Standby } from './lease/standby.ts';

export interface RunWiringDeps extends Dependencies {
  readonly environment: Environment;
  readonly counters: Counters;
  readonly standby: Standby;
  readonly epoch: number;
  /** what the last run observed, and the last published trade of each coin */
  readonly earlier: Prices['coins'];
  /** the last snapshot of this feed; null when there is none */
  readonly lastPrices: Prices | null;
}

export interface RunComponents {
  readonly audience: Audience;
  readonly feed: ExchangeFeed;
  readonly watch: MarketWatch;
  readonly snapshot: PricesSnapshot;
  readonly publisher: Publisher;
  readonly unwatched: UnwatchedReporter;
  readonly unwatchedList: UnwatchedList;
  readonly sparks: SparkList;
  readonly reArming: ReArming;
  readonly pausing: AlertPausing;
  readonly fill: HistoryFill;
  readonly candleWriter: CandleWriter;
  readonly outages: OutageWatch;
  readonly lag: LagMeter;
  readonly coinStatuses: () => CoinStatus[];
}

/** Makes the components of one run and connects them; nothing runs yet. Each takes from `shared` what its interface names. */
export function wireRun(deps: RunWiringDeps): RunComponents {
  const { environment, clock, earlier, lastPrices } = deps;
  const { catalogue, exchangeClock, wantedCoins } = deps.standby;
  const shared = sharedDeps(deps);
  const unwatchedList = new UnwatchedList({
    ...shared,
    wanted: () => wantedCoins.wanted().map(({ symbol }) => symbol),
  });
  const unwatched = new UnwatchedReporter({
    ...shared,
    onStored: (symbol, interval) => unwatchedList.added(symbol, interval),
  });
  const malformed = new MalformedFrames(shared);
  const reArming = new ReArming(shared);
  const pausing = new AlertPausing(shared);
  const isReArming = (symbol: string) => reArming.isUnderWay(symbol);
  const coinStatuses = () => watch.coinStatuses(isReArming);

  const audience = new Audience(shared);
  const publisher = new Publisher({
    ...shared,
    viewOf: (symbol, at) => (audience.isListening ? watch.viewOf(symbol, at) : null),
    onDropped: (symbol, dropped) => watch.onDropped(symbol, dropped),
    onAccepted: (symbol) => watch.onAccepted(symbol),
  });
  const fill = new HistoryFill({
    ...shared,
    steps: createFillSteps(shared, malformed),
    // trades that wait when a coin is halted need their windows all the same
    isWatchable: (symbol) => catalogue.listingState(symbol) === 'watchable' || watch.waitsForWindows(symbol),
    onFilled(symbol) {
      snapshot.priceChanged();
      watch.onFilled(symbol);
    },
  });
  const candleWriter = new CandleWriter({ ...shared, coins: () => fill.coins() });
  const sparks = new SparkList({ ...shared, histories: () => fill.coins() });
  const outages = new OutageWatch({ ...shared, coinStatuses, earlier: lastPrices });
  const snapshot = new PricesSnapshot({
    ...shared,
    observe: () => watch.observe(isReArming),
    published: () => deps.published.newest(),
    unseenSince: (symbol) => outages.unseenSince(symbol),
  });
  const watch: MarketWatch = new MarketWatch({
    ...shared,
    earlier,
    publisher,
    unwatched,
    malformed,
    histories: fill,
    backFill: new BackFill(shared),
    bufferBudget: new BufferBudget(),
    times: createTradeTimes(exchangeClock, clock),
    feed: () => feed,
    onPrice: () => snapshot.priceChanged(),
    onState: () => snapshot.stateChanged(),
    onIdRestart: (coin) => reArming.begin(coin),
    onAnotherCoin: (coin) => pausing.begin(coin),
  });
  const lag = new LagMeter(shared.exchangeNow);
  const feed: ExchangeFeed = new StreamFeed({
    ...shared,
    exchange: EXCHANGES[environment.FEED],
    wsUrl: environment.BINANCE_WS_URL,
    listener: lag.metering(watch),
  });
  const watching = {
    audience,
    feed,
    watch,
    snapshot,
    unwatched,
    unwatchedList,
    sparks,
    reArming,
    pausing,
    outages,
    coinStatuses,
    lag,
  };
  return { ...watching, publisher, fill, candleWriter };
}

function createFillSteps(shared: ReturnType<typeof sharedDeps>, malformed: MalformedFrames): FillSteps {
  const onUnreadable = (content: string, error: string) => malformed.quarantine(content, error);
  const candles = new CandleSource({ ...shared, onUnreadable });
  return new FillSteps({ ...shared, candles, trades: new TradeSource(shared) });
}

function sharedDeps(deps: RunWiringDeps) {
  const { environment, standby } = deps;
  const { rest, catalogue, exchangeClock } = standby;
  return {
    ...deps,
    coinTable: announcing(deps.coinTable, () => standby.wantedCoins.expectChange()),
    rest,
    catalogue,
    feed: environment.FEED,
    flushIntervalMs: environment.FLUSH_INTERVAL_MS,
    outageAfterMs: environment.OUTAGE_AFTER_MS,
    exchangeNow: () => exchangeClock.now(),
    clockOffsetMs: () => exchangeClock.offsetMs,
    isClockKnown: () => exchangeClock.isMeasured,
  };
}

/** What the task itself writes is read at once, also when the answer of the write was lost. */
function announcing({ raiseIndexVersion, ...table }: Dependencies['coinTable'], onChange: () => void) {
  return {
    ...table,
    raiseIndexVersion: (symbol: string, now: number) => raiseIndexVersion(symbol, now).finally(onChange),
  };
}

function createTradeTimes(exchangeClock: ExchangeClock, clock: Clock): TradeTimes {
  return new TradeTimes({
    measured: () => (exchangeClock.isMeasured ? exchangeClock.now() : null),
    measuredAt: () => exchangeClock.measuredAt,
    measureAgain: () => exchangeClock.measureAgain(),
    elapsed: () => clock.elapsed(),
  });
}
