import { makeDocumentClient, makeTableClient } from '../../adapters/clients.ts';
import { createAudienceTable } from '../../adapters/dynamodb/live/audience-table.ts';
import { createLeaseTable } from '../../adapters/dynamodb/market/lease-table.ts';
import { moveToOnDemand } from '../../adapters/dynamodb/market/market-capacity.ts';
import { createMarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { createOutageTable } from '../../adapters/dynamodb/market/outage-table.ts';
import { ThrottleWatch } from '../../adapters/dynamodb/throttle-watch.ts';
import type { Log } from '../../adapters/log.ts';
import { systemClock } from '../clock.ts';
import type { Environment } from '../environment.ts';
import { CapacityFallback } from './capacity-fallback.ts';

type MarketEnvironment = Pick<Environment, 'MARKET_TABLE' | 'MARKET_CAPACITY'>;

/** What the task reads and writes of table `market`, over a client of its own: another table's refusals are not those of this one. */
export function createMarketTables(
  { MARKET_TABLE, MARKET_CAPACITY }: MarketEnvironment,
  log: Log,
  clock = systemClock,
) {
  const client = MARKET_CAPACITY === 'provisioned' ? watchedClient(MARKET_TABLE, log, clock) : makeDocumentClient();
  return {
    audienceTable: createAudienceTable(client, MARKET_TABLE),
    leaseTable: createLeaseTable(client, MARKET_TABLE),
    marketTable: createMarketTable(client, MARKET_TABLE),
    outageTable: createOutageTable(client, MARKET_TABLE),
  };
}

function watchedClient(tableName: string, log: Log, clock: typeof systemClock) {
  const tables = makeTableClient();
  const fallback = new CapacityFallback({ moveToOnDemand: () => moveToOnDemand(tables, tableName), clock, log });
  return makeDocumentClient(new ThrottleWatch((error) => fallback.refused(error)));
}
