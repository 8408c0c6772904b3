import type { AlertHistory } from '../../../adapters/dynamodb/alerts/alert-history.ts';
import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import type { OutageList } from '../../../adapters/dynamodb/market/outage-list.ts';
import type { TriggerList } from '../../../adapters/dynamodb/messages/trigger-list.ts';
import type { RateTable } from '../../../adapters/dynamodb/people/rate-table.ts';
import type { Limits } from '../../../domain/people/limits.ts';
import { type Catalogue, createCatalogue } from '../coins/catalogue.ts';
import { createMarketReads, type MarketReads, type MarketReadTables } from '../coins/market-reads.ts';

/** The 30 days of one preview take some 20 MB. */
const MAX_CACHED_CANDLE_READS = 4;

export interface PreviewTables extends MarketReadTables {
  readonly market: MarketReadTables['market'] & Pick<MarketTable, 'requestCatalogue' | 'readUnwatched'>;
  readonly outages: OutageList;
  readonly alerts: Pick<AlertTable, 'get'>;
  readonly history: Pick<AlertHistory, 'list'>;
  readonly triggers: Pick<TriggerList, 'byAlert'>;
  readonly rates: Pick<RateTable, 'take' | 'giveBack'>;
}

export interface PreviewOptions {
  /** own clock, ms */
  readonly now: () => number;
  /** of each person */
  readonly limits: Pick<Limits, 'previewMsPerMinute'>;
}

/** What a preview works with. */
export interface PreviewDeps
  extends MarketReads,
    PreviewOptions,
    Pick<PreviewTables, 'rates' | 'outages' | 'alerts' | 'history' | 'triggers'> {
  readonly catalogue: Catalogue;
  readonly readUnwatched: MarketTable['readUnwatched'];
}

export function makePreviewDeps(tables: PreviewTables, { now, limits }: PreviewOptions): PreviewDeps {
  const reads = createMarketReads(tables, { now, maxCandleReads: MAX_CACHED_CANDLE_READS });
  const { rates, outages, alerts, history, triggers } = tables;
  return {
    ...reads,
    ...{ rates, outages, alerts, history, triggers, limits, now },
    catalogue: createCatalogue(tables.market, now),
    readUnwatched: tables.market.readUnwatched,
  };
}
