import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import { INTERVAL_MS, intervalOf } from '../../domain/market/candle-interval.ts';
import type { Feed } from '../../domain/market/feed.ts';
import { SPARK_HOURS, type Sparks } from '../../domain/market/spark.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';

/** At the end of an hour all coins close it within some seconds, so that it takes one or two writes. */
export const SPARK_CHECK_MS = 10_000;

const HOUR_MS = INTERVAL_MS['1h'];

export interface HourlyCloses {
  readonly symbol: string;
  readonly minutes: {
    /** of a closed hour, named by its start, ms; null when it is not known */
    closeOfHour(hour: number): string | null;
    /** the minute in which another coin began to trade under the name; null when none did */
    readonly listedFrom: number | null;
  };
}

export interface SparkListDeps {
  readonly marketTable: Pick<MarketTable, 'readSparks' | 'writeSparks'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly feed: Feed;
  readonly epoch: number;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  readonly histories: () => readonly HourlyCloses[];
}

/**
 * Writes the closes of the last hours of all coins as one item, when they have changed. While a history is being filled, what an
 * earlier run stored stands for what is not known yet: a closed hour does not change.
 */
export class SparkList {
  readonly #deps: SparkListDeps;
  readonly #errors = new RepeatFilter();
  /** what is stored; undefined until it was read */
  #stored: Sparks | null | undefined;
  #written = '';
  #cancel: Cancel = () => undefined;

  constructor(deps: SparkListDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#cancel = repeat(this.#deps.clock, SPARK_CHECK_MS, () => this.#update());
  }

  stop(): void {
    this.#cancel();
  }

  async #update(): Promise<void> {
    const { marketTable, log, feed, epoch } = this.#deps;
    try {
      if (this.#stored === undefined) {
        const stored = await marketTable.readSparks();
        this.#stored = stored?.feed === feed ? stored : null;
      }
      const sparks = this.#sparks(this.#stored);
      const text = JSON.stringify(sparks);
      if (text === this.#written) return;
      if (!(await marketTable.writeSparks(sparks, epoch)))
        log.warn('hourly closes not written: a later task writes them');
      this.#stored = sparks;
      this.#written = text;
      this.#errors.reset();
    } catch (error) {
      const reason = reasonOf(error);
      if (this.#errors.isNew(reason)) log.error('hourly closes not written', { error: reason });
    }
  }

  #sparks(stored: Sparks | null): Sparks {
    const { feed, exchangeNow, histories } = this.#deps;
    const until = intervalOf(exchangeNow(), HOUR_MS);
    const hours = Array.from({ length: SPARK_HOURS }, (_, hour) => until - (SPARK_HOURS - hour) * HOUR_MS);
    const coins = histories().map(({ symbol, minutes }) => {
      const storedClose = (hour: number) => {
        // of an earlier coin under the name
        if (hour < (minutes.listedFrom ?? hour)) return null;
        return stored?.coins[symbol]?.[SPARK_HOURS - (stored.until - hour) / HOUR_MS] ?? null;
      };
      return [symbol, hours.map((hour) => minutes.closeOfHour(hour) ?? storedClose(hour))] as const;
    });
    return { feed, until, coins: Object.fromEntries(coins) };
  }
}
