import { reasonOf } from '../../adapters/log.ts';
import type { Checkpoint } from '../../domain/market/checkpoint.ts';
import type { Prices } from '../../domain/market/coin.ts';
import { type Cancel, repeat } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { Environment } from '../environment.ts';
import type { LateCoin } from '../publishing/late-coins.ts';
import type { Gauges } from '../publishing/minute-report.ts';
import type { Dependencies } from './dependencies.ts';
import type { Grant } from './lease/lease.ts';
import { PublishedPositions, restoreCoins } from './lease/published-positions.ts';
import type { Standby } from './lease/standby.ts';
import { requireSameExchange } from './same-exchange.ts';
import { type RunComponents, wireRun } from './wire-run.ts';

/** A stop waits this long for the stream to accept what is pending; the container is killed after 30 s. */
export const DRAIN_LIMIT_MS = 8_000;
/** Meanwhile the closed candles are stored. Those that are left are made again from the exchange's candles. */
export const STORE_LIMIT_MS = 1_500;
/** A run is ready after this long without the exchange's clock: the API then refuses new alerts. */
const CLOCK_LIMIT_MS = 10_000;
const READY_CHECK_MS = 50;

export interface RunDeps {
  readonly environment: Environment;
  /** its writes are refused unless the lease is sure */
  readonly dependencies: Dependencies;
  readonly counters: Counters;
  readonly standby: Standby;
  /** resolves when clock, catalogue and coins are known, or were tried */
  readonly warm: Promise<void>;
  readonly grant: Grant;
}

export interface Leftovers {
  readonly unpublishedTrades: number;
  readonly unstoredCoins: number;
}

/** The time in which this task holds the lease and watches the market. It ends by a stop, or when the lease is lost. */
export class IngestRun {
  readonly #deps: RunDeps;
  readonly #positions: PublishedPositions;
  #components: RunComponents | null = null;
  #cancelReady: Cancel = () => undefined;
  #hasEnded = false;

  constructor(deps: RunDeps) {
    this.#deps = deps;
    this.#positions = new PublishedPositions(deps.environment.FEED, deps.grant.checkpoint);
  }

  /**
   * Resolves when catalogue and clock are stored, the socket open and every coin subscribed; never where the run ends before.
   * @throws OtherExchangeError
   */
  async start(): Promise<void> {
    const { environment, dependencies, standby, counters, grant, warm } = this.#deps;
    const { epoch, checkpoint } = grant;
    const stored = await this.#readPrices();
    if (this.#hasEnded) return;
    requireSameExchange(
      environment.FEED,
      [stored, checkpoint].flatMap((it) => it?.feed ?? []),
    );
    const lastPrices = stored?.feed === environment.FEED ? stored : null;
    dependencies.published.restore(lastPrices?.published ?? {});
    dependencies.log.info('started', { epoch, feed: environment.FEED, url: environment.BINANCE_WS_URL });
    const earlier = restoreCoins(environment.FEED, lastPrices, checkpoint);
    const components = wireRun({ ...dependencies, environment, counters, standby, epoch, earlier, lastPrices });
    this.#components = components;
    components.publisher.start();
    components.audience.start();
    standby.attach(components.watch);
    components.watch.start();
    components.feed.start();
    const known = standby.coinsKnown.then(() => this.#coinsKnown(components));
    await Promise.all([warm, known]);
    // a stop may have come meanwhile
    if (this.#hasEnded) return;
    components.fill.start();
    components.candleWriter.start();
    await this.#untilReady(components);
  }

  /** It goes on from what is stored, which is of the same exchange. */
  get hasBegun(): boolean {
    return this.#components !== null;
  }

  /** The published positions; null when they are not known yet, and the stored ones still hold. */
  checkpoint(): Checkpoint | null {
    return this.#components && this.#positions.checkpoint(this.#components.coinStatuses());
  }

  gauges(): Pick<Gauges, 'lagMs' | 'bufferBytes' | 'states'> {
    if (!this.#components) return { lagMs: null, bufferBytes: 0, states: [] };
    const { publisher, watch, lag, coinStatuses } = this.#components;
    const states = coinStatuses().map(({ state }) => state);
    return { lagMs: lag.take(), bufferBytes: publisher.bufferBytes + watch.bufferBytes, states };
  }

  lateCoins(): LateCoin[] {
    return this.#components?.publisher.late.take() ?? [];
  }

  /** Publishes what is pending, writes the last candles and prices. The lease is held all the time. */
  async stop(): Promise<Leftovers> {
    this.#end();
    if (!this.#components) return { unpublishedTrades: 0, unstoredCoins: 0 };
    const { snapshot, watch, publisher, unwatched, unwatchedList, reArming, pausing, candleWriter, outages } =
      this.#components;
    watch.stop();
    pausing.stop();
    const stored = candleWriter.stop(STORE_LIMIT_MS);
    const unpublishedTrades = await publisher.drain(DRAIN_LIMIT_MS);
    const unstoredCoins = await stored;
    const reArmed = reArming.stop();
    await Promise.all([unwatched.flush(), outages.flush(), snapshot.write()]);
    await reArmed;
    await unwatchedList.flush();
    unwatched.stop();
    outages.stop();
    return { unpublishedTrades, unstoredCoins };
  }

  /** Another task holds the lease and publishes from now on: nothing is sent or written any more. */
  abandon(): void {
    this.#end();
    if (!this.#components) return;
    const { watch, publisher, unwatched, reArming, pausing, candleWriter, outages } = this.#components;
    watch.stop();
    pausing.stop();
    publisher.abandon();
    candleWriter.abandon();
    unwatched.stop();
    outages.stop();
    void reArming.stop();
  }

  /** Stops everything that brings trades in. */
  #end(): void {
    this.#hasEnded = true;
    this.#cancelReady();
    this.#deps.standby.detach();
    if (!this.#components) return;
    const { audience, snapshot, feed, fill, unwatchedList, sparks } = this.#components;
    for (const component of [audience, snapshot, feed, fill, unwatchedList, sparks]) component.stop();
  }

  #coinsKnown({ snapshot, outages, unwatchedList, sparks }: RunComponents): void {
    if (this.#hasEnded) return;
    outages.observe();
    outages.start();
    snapshot.start();
    unwatchedList.start();
    sparks.start();
  }

  /** The last run's snapshot, whatever its feed; null when it can't be read. */
  async #readPrices(): Promise<Prices | null> {
    const { dependencies } = this.#deps;
    try {
      return await dependencies.marketTable.readPrices();
    } catch (error) {
      dependencies.log.warn('prices of the last run not read', { error: reasonOf(error) });
      return null;
    }
  }

  #untilReady({ feed, watch }: RunComponents): Promise<void> {
    const { dependencies, standby } = this.#deps;
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
