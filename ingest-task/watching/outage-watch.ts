import type { OutageTable } from '../../adapters/dynamodb/market/outage-table.ts';
import { type Log, reasonOf } from '../../adapters/log.ts';
import type { Prices } from '../../domain/market/coin.ts';
import {
  causeOf,
  nextWatchfulness,
  type Outage,
  type OutageCause,
  type OutageNews,
  type Reached,
  type Watchfulness,
} from '../../domain/market/outage.ts';
import type { Trade } from '../../domain/market/trade.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { CoinStatus } from './market-watch.ts';

export const LOOK_INTERVAL_MS = 1_000;
const RETRY_INTERVAL_MS = 5_000;
/** News that waits for the table; past this the oldest is given up, with an error in the log. */
export const MAX_WAITING = 1_000;

export interface OutageWatchOptions {
  readonly outageTable: OutageTable;
  readonly clock: Clock;
  readonly log: Log;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  readonly outageAfterMs: number;
  /** the coins that are wanted, and how they stand */
  readonly glimpses: () => readonly CoinStatus[];
  /** what the last run left; null when there is nothing */
  readonly earlier: Prices | null;
}

interface CoinWatch extends Watchfulness {
  /** how far the coin was told when it was last seen */
  readonly before: Reached | null;
  /** of the outage that is told, or why the coin was not seen last */
  readonly cause: OutageCause;
  readonly toldAt: number;
}

interface Waiting {
  readonly step: 'begin' | 'end';
  readonly outage: Outage;
}

/**
 * Notices that a coin is not seen for too long, and that it is back, and writes each down once: the table knows an outage
 * by its coin and beginning, which goes on from run to run with the snapshot. Nobody writes while no task is alive: the
 * next one writes both then.
 */
export class OutageWatch {
  readonly #settings: OutageWatchOptions;
  readonly #coins = new Map<string, CoinWatch>();
  readonly #waiting: Waiting[] = [];
  /** until the first look, at which all coins are there that were wanted all the time */
  #earlier: Prices | null;
  #writing: Promise<void> | null = null;
  #cancel: Cancel = () => undefined;
  #cancelRetry: Cancel = () => undefined;

  constructor(settings: OutageWatchOptions) {
    this.#settings = settings;
    this.#earlier = settings.earlier;
  }

  /** To be called when the wanted coins are known. */
  start(): void {
    this.#cancel = repeat(this.#settings.clock, LOOK_INTERVAL_MS, () => this.look());
  }

  /** Nothing is looked at or tried again after it. */
  stop(): void {
    this.#cancel();
    this.#cancelRetry();
  }

  /** exchange ms; null while the coin is seen. As of the last look. */
  unseenSince(symbol: string): number | null {
    return this.#coins.get(symbol)?.unseenSince ?? null;
  }

  look(): void {
    const { glimpses, exchangeNow } = this.#settings;
    const now = Math.round(exchangeNow());
    const looked = new Set<string>();
    for (const glimpse of glimpses()) {
      looked.add(glimpse.symbol);
      this.#lookAt(glimpse, now);
    }
    this.#earlier = null;
    // a coin that nobody wants any more is missed by nobody
    for (const symbol of this.#coins.keys()) if (!looked.has(symbol)) this.#coins.delete(symbol);
  }

  /** Resolves when all is written, or at the first failure; what failed is tried again later. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  #lookAt({ symbol, state, told }: CoinStatus, now: number): void {
    const afterMs = this.#settings.outageAfterMs;
    const known = this.#coins.get(symbol) ?? this.#left(symbol, told);
    const { next, news } = nextWatchfulness(known, { state, now, afterMs });
    const before = next.unseenSince === null ? reached(told) : known.before;
    const toldAt = news === 'begun' || news === 'begun-and-ended' ? now : known.toldAt;
    const cause = known.isTold ? known.cause : (causeOf(state) ?? known.cause);
    this.#coins.set(symbol, { ...next, before, cause, toldAt });
    if (!news || known.unseenSince === null) return;
    const outage = {
      ...{ symbol, since: known.unseenSince, cause, toldAt, before: known.before },
      ...{ endedAt: null, rechecked: null },
    };
    this.#tell(news, outage, { endedAt: now, rechecked: reached(told) });
  }

  /** Nobody has seen a coin since the last snapshot of the run before, or since that says that it was not seen. */
  #left(symbol: string, told: Trade | null): CoinWatch {
    const { updatedAt = 0, coins = {} } = this.#earlier ?? {};
    const coin = Object.hasOwn(coins, symbol) ? coins[symbol] : undefined;
    const before = reached(told);
    const cause = (coin && causeOf(coin.state)) ?? 'unseen';
    if (!coin) return { unseenSince: null, isTold: false, before, cause, toldAt: 0 };
    const unseenSince = coin.unseenSince ?? updatedAt;
    const isTold = updatedAt - unseenSince >= this.#settings.outageAfterMs;
    return { unseenSince, isTold, before, cause, toldAt: unseenSince + this.#settings.outageAfterMs };
  }

  #tell(news: OutageNews, outage: Outage, end: Pick<Outage, 'endedAt' | 'rechecked'>): void {
    const { log } = this.#settings;
    const { symbol, since, cause } = outage;
    if (news !== 'ended') log.warn('coin unseen for too long', { symbol, since, cause });
    // where it was told already, this changes nothing: but the run that wanted to may have ended before it could
    this.#enqueue({ step: 'begin', outage });
    if (news !== 'begun') {
      log.info('coin seen again', { symbol, since, ...end });
      this.#enqueue({ step: 'end', outage: { ...outage, ...end } });
    }
    void this.flush();
  }

  #enqueue(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (this.#waiting.length <= MAX_WAITING) return;
    this.#settings.log.error('outage given up', { ...this.#waiting.shift()?.outage });
  }

  async #write(): Promise<void> {
    const { outageTable, clock, log } = this.#settings;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        await (next.step === 'begin' ? outageTable.begin(next.outage) : outageTable.end(next.outage));
      } catch (error) {
        log.error('outage not written yet', { symbol: next.outage.symbol, fault: reasonOf(error) });
        this.#cancelRetry = clock.after(RETRY_INTERVAL_MS, () => void this.flush());
        return;
      }
      if (this.#waiting[0] === next) this.#waiting.shift();
    }
  }
}

function reached(trade: Trade | null): Reached | null {
  return trade && { tradeId: trade.id, time: trade.time };
}
