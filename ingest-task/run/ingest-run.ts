import { reasonOf } from '../../adapters/log.ts';
import type { Checkpoint } from '../../domain/market/checkpoint.ts';
import type { Prices } from '../../domain/market/coin.ts';
import { type Cancel, repeat } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import type { Gauges } from '../publishing/minute-report.ts';
import type { Dependencies } from './dependencies.ts';
import type { Grant } from './lease/lease.ts';
import { PublishedPositions, restoreCoins } from './lease/published-positions.ts';
import type { Standby } from './lease/standby.ts';
import { type Parts, wireParts } from './wire-parts.ts';

/** A stop waits this long for the stream to take what is pending; the container is killed after 30 s. */
export const DRAIN_LIMIT_MS = 8_000;
/** The candles that are closed are stored meanwhile. What is left is made again from the exchange's. */
export const STORE_LIMIT_MS = 1_500;
/** Without the exchange's clock no alert can be made, which is the API's to say. */
const CLOCK_LIMIT_MS = 10_000;
const READY_CHECK_MS = 50;

export interface RunOptions {
  readonly environment: Environment;
  /** what it writes to lets nothing out unless the lease is sure */
  readonly dependencies: Dependencies;
  readonly counters: Counters;
  readonly standby: Standby;
  /** resolves when clock, catalogue and coins are known, as far as they can be */
  readonly warm: Promise<void>;
  readonly grant: Grant;
}

/** What a stop leaves behind. */
export interface Leftovers {
  readonly unpublishedTrades: number;
  readonly unstoredCoins: number;
}

/** The time in which this task holds the lease: it watches, and ends by a stop or by losing the lease. */
export class IngestRun {
  readonly #settings: RunOptions;
  readonly #positions: PublishedPositions;
  #parts: Parts | null = null;
  #cancelReady: Cancel = () => undefined;
  #hasEnded = false;

  constructor(settings: RunOptions) {
    this.#settings = settings;
    this.#positions = new PublishedPositions(settings.environment.FEED, settings.grant.checkpoint);
  }

  /** Resolves when catalogue and clock are stored, the socket open and every coin subscribed; never where the run ends before. */
  async start(): Promise<void> {
    const { environment, dependencies, standby, counters, grant, warm } = this.#settings;
    const { epoch, checkpoint } = grant;
    const lastPrices = await this.#readPrices();
    if (this.#hasEnded) return;
    dependencies.log.info('started', { epoch, feed: environment.FEED, url: environment.BINANCE_WS_URL });
    const earlier = restoreCoins(environment.FEED, lastPrices, checkpoint);
    const parts = wireParts({ ...dependencies, environment, counters, standby, epoch, earlier, lastPrices });
    this.#parts = parts;
    parts.publisher.start();
    standby.attach(parts.watch);
    parts.watch.start();
    parts.feed.start();
    const known = standby.coinsKnown.then(() => this.#coinsKnown(parts));
    await Promise.all([warm, known]);
    // A stop in the middle of the start came too early for what is to begin now.
    if (this.#hasEnded) return;
    parts.fill.start();
    parts.candleWriter.start();
    await this.#untilReady(parts);
  }

  /** How far each coin is told; null when that is not known yet, and the stored one still holds. */
  checkpoint(): Checkpoint | null {
    return this.#parts && this.#positions.checkpoint(this.#parts.coinStatuses());
  }

  gauges(): Pick<Gauges, 'lagMs' | 'bufferBytes' | 'states'> {
    const parts = this.#parts;
    if (!parts) return { lagMs: null, bufferBytes: 0, states: [] };
    const states = parts.coinStatuses().map(({ state }) => state);
    return { lagMs: parts.lag.take(), bufferBytes: parts.bufferBytes(), states };
  }

  /** Publishes what is pending, writes the last candles and prices. The lease is held all the time. */
  async stop(): Promise<Leftovers> {
    this.#end();
    if (!this.#parts) return { unpublishedTrades: 0, unstoredCoins: 0 };
    const { snapshot, watch, publisher, unwatched, reArming, pausing, candleWriter, outages } = this.#parts;
    watch.stop();
    pausing.stop();
    const stored = candleWriter.stop(STORE_LIMIT_MS);
    const unpublishedTrades = await publisher.drain(DRAIN_LIMIT_MS);
    const unstoredCoins = await stored;
    const reArmed = reArming.stop();
    await Promise.all([unwatched.flush(), outages.flush(), snapshot.write()]);
    await reArmed;
    unwatched.stop();
    outages.stop();
    return { unpublishedTrades, unstoredCoins };
  }

  /** Another task has the lease: what is pending is its to tell, and nothing is written any more. */
  abandon(): void {
    this.#end();
    if (!this.#parts) return;
    const { watch, publisher, unwatched, reArming, pausing, candleWriter, outages } = this.#parts;
    watch.stop();
    pausing.stop();
    publisher.abandon();
    candleWriter.abandon();
    unwatched.stop();
    outages.stop();
    void reArming.stop();
  }

  /** Nothing comes in any more. */
  #end(): void {
    this.#hasEnded = true;
    this.#cancelReady();
    this.#settings.standby.detach();
    if (!this.#parts) return;
    const { snapshot, feed, fill } = this.#parts;
    for (const part of [snapshot, feed, fill]) part.stop();
  }

  #coinsKnown({ snapshot, outages }: Parts): void {
    if (this.#hasEnded) return;
    outages.observe();
    outages.start();
    snapshot.start();
  }

  /** The prices that the last run left; of another feed they say nothing about this one. */
  async #readPrices(): Promise<Prices | null> {
    const { environment, dependencies } = this.#settings;
    try {
      const prices = await dependencies.marketTable.readPrices();
      return prices?.feed === environment.FEED ? prices : null;
    } catch (error) {
      dependencies.log.warn('prices of the last run not read', { fault: reasonOf(error) });
      return null;
    }
  }

  #untilReady({ feed, watch }: Parts): Promise<void> {
    const { dependencies, standby } = this.#settings;
    const { clock, log } = dependencies;
    const clockLimit = clock.elapsed() + CLOCK_LIMIT_MS;
    return new Promise((resolve) => {
      const cancel = repeat(clock, READY_CHECK_MS, () => {
        if (!standby.exchangeClock.isStored && clock.elapsed() < clockLimit) return;
        if (!standby.catalogue.isStored || !feed.isReady() || !watch.isSettled()) return;
        cancel();
        log.info('ready', { coins: watch.coinCount });
        resolve();
      });
      this.#cancelReady = cancel;
    });
  }
}
