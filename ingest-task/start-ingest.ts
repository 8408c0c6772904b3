import type { Prices } from '../domain/coin.ts';
import type { CoinAlerts } from '../functions/adapters/coin-alerts.ts';
import type { CoinStream } from '../functions/adapters/coin-stream.ts';
import type { CoinTable } from '../functions/adapters/coin-table.ts';
import type { MarketTable } from '../functions/adapters/market-table.ts';
import type { TickStream } from '../functions/adapters/tick-stream.ts';
import { type Clock, repeat } from './clock.ts';
import { createCounters } from './counters.ts';
import type { Environment } from './environment.ts';
import type { CandleStore } from './history/candle-store.ts';
import { type Log, reasonOf } from './log.ts';
import { type Parts, wireParts } from './wire-parts.ts';

/** A stop waits this long for the stream to take what is pending; the container is killed after 30 s. */
export const DRAIN_LIMIT_MS = 8_000;
/** The candles that are closed are stored meanwhile, in less time than that. */
export const STORE_LIMIT_MS = 5_000;
const COUNTERS_INTERVAL_MS = 60_000;
const READY_CHECK_MS = 50;

export interface Dependencies {
  readonly marketTable: MarketTable;
  readonly coinTable: Pick<CoinTable, 'list' | 'raiseBookVersion'>;
  readonly coinAlerts: CoinAlerts;
  readonly coinStream: CoinStream;
  readonly tickStream: TickStream;
  readonly candleTable: CandleStore;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Ingest {
  /** The catalogue is stored, the socket open, every coin subscribed. Rejects when the start fails. */
  readonly ready: Promise<void>;
  /** Publishes what is pending, writes the last candles and prices; safe to call more than once. */
  stop(): Promise<void>;
}

/** Starts watching. Nothing is thrown here: a start that fails rejects `ready`. */
export function startIngest(environment: Environment, dependencies: Dependencies): Ingest {
  const run = new IngestRun(environment, dependencies);
  const ready = run.start();
  ready.catch(() => undefined); // whoever waits for it sees the failure
  return { ready, stop: () => run.stop() };
}

class IngestRun {
  readonly #environment: Environment;
  readonly #dependencies: Dependencies;
  readonly #counters = createCounters();
  #parts: Parts | null = null;
  #cancels: (() => void)[] = [];
  #stopping: Promise<void> | null = null;

  constructor(environment: Environment, dependencies: Dependencies) {
    this.#environment = environment;
    this.#dependencies = dependencies;
  }

  async start(): Promise<void> {
    const { marketTable, log, clock } = this.#dependencies;
    const [epoch, earlier] = await Promise.all([marketTable.raiseEpoch(), this.#readEarlier()]);
    if (this.#stopping) return;
    log.info('started', { epoch, feed: this.#environment.FEED, url: this.#environment.BINANCE_WS_URL });
    const parts = wireParts({
      ...this.#dependencies,
      environment: this.#environment,
      counters: this.#counters,
      epoch,
      earlier,
    });
    this.#parts = parts;
    this.#cancels.push(repeat(clock, COUNTERS_INTERVAL_MS, () => log.info('counters', { ...this.#counters })));
    parts.publisher.start();
    parts.feed.start();
    const coinsKnown = parts.wantedCoins.start().then(() => parts.snapshot.start());
    await Promise.all([parts.exchangeClock.start(), parts.catalogue.start(), coinsKnown]);
    // A stop in the middle of the start came too early for what has just begun.
    if (this.#stopping) return halt(parts);
    parts.fill.start();
    parts.candleWriter.start();
    await this.#untilReady(parts);
  }

  /** The prices that the last run left; of another feed they say nothing about this one. */
  async #readEarlier(): Promise<Prices['coins']> {
    const { marketTable, log } = this.#dependencies;
    try {
      const prices = await marketTable.readPrices();
      return prices?.feed === this.#environment.FEED ? prices.coins : {};
    } catch (error) {
      log.warn('prices of the last run not read', { fault: reasonOf(error) });
      return {};
    }
  }

  #untilReady({ catalogue, feed, watch }: Parts): Promise<void> {
    const { clock, log } = this.#dependencies;
    return new Promise((resolve) => {
      const cancel = repeat(clock, READY_CHECK_MS, () => {
        if (!catalogue.isStored || !feed.isReady() || !watch.isSettled()) return;
        cancel();
        log.info('ready', { coins: watch.coinCount });
        resolve();
      });
      this.#cancels.push(cancel);
    });
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    if (!this.#parts) return;
    const { snapshot, watch, publisher, unwatched, reArming, candleWriter } = this.#parts;
    halt(this.#parts);
    watch.onDown();
    const stored = candleWriter.stop(STORE_LIMIT_MS);
    const left = await publisher.drain(DRAIN_LIMIT_MS);
    const unstoredCoins = await stored;
    const reArmed = reArming.stop();
    await Promise.all([unwatched.flush(), snapshot.write()]);
    await reArmed;
    await snapshot.write(); // once more: where alerts are re-armed by now, the next run need not do it again
    this.#dependencies.log.info('stopped', { unpublishedTrades: left, unstoredCoins, ...this.#counters });
  }
}

/** Nothing comes in any more. */
function halt({ wantedCoins, catalogue, exchangeClock, snapshot, feed, fill }: Parts): void {
  for (const part of [wantedCoins, catalogue, exchangeClock, snapshot, feed, fill]) part.stop();
}
