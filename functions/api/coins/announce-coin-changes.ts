import type { CoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import type { WriteAll } from '../../../adapters/dynamodb/write-transaction.ts';
import { type Log, RepeatFilter, reasonOf } from '../../../adapters/log.ts';
import { ttlCache } from '../../../adapters/ttl-cache.ts';

/** The task reads the stream for longer than this after an announcement (wanted-coins.ts). So many writers can't fill the table's capacity. */
export const ANNOUNCE_INTERVAL_MS = 2_000;

export interface AnnounceDeps {
  readonly writeAll: WriteAll;
  readonly coins: Pick<CoinTable, 'isRow'>;
  readonly market: Pick<MarketTable, 'announceCoinsChanged'>;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/**
 * `writeAll`, which then announces to the ingest task that it changed rows of `coins`: after the transaction and not in it, since all of
 * them would meet at one item. A change that is not announced is seen some seconds later, so its caller hears nothing of it.
 */
export function announceCoinChanges({ writeAll, coins, market, log, now }: AnnounceDeps): WriteAll {
  const errors = new RepeatFilter();
  const announce = ttlCache(() => market.announceCoinsChanged(now()), { lifetimeMs: ANNOUNCE_INTERVAL_MS, now });
  return async (items) => {
    const outcome = await writeAll(items);
    if (!outcome.written || !items.some(coins.isRow)) return outcome;
    try {
      await announce.read();
      errors.reset();
    } catch (error) {
      const reason = reasonOf(error);
      if (errors.isNew(reason)) log.warn('changed coins not announced', { error: reason });
    }
    return outcome;
  };
}
