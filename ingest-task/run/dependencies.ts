import type { CoinAlerts } from '../../adapters/dynamodb/alerts/coin-alerts.ts';
import type { AudienceTable } from '../../adapters/dynamodb/live/audience-table.ts';
import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import type { LeaseTable } from '../../adapters/dynamodb/market/lease-table.ts';
import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import type { OutageTable } from '../../adapters/dynamodb/market/outage-table.ts';
import type { Log } from '../../adapters/log.ts';
import type { CoinStream } from '../../adapters/streams/coin-stream.ts';
import type { TickStream } from '../../adapters/streams/tick-stream.ts';
import type { Clock } from '../clock.ts';
import type { CandleStore } from '../history/coin-history.ts';
import type { PublishedShards } from '../publishing/published-shards.ts';
import type { Heartbeat } from './heartbeat.ts';

/** Everything outside of the task that it reads and writes, with its clock and log. */
export interface Dependencies {
  readonly leaseTable: LeaseTable;
  readonly marketTable: MarketTable;
  readonly outageTable: OutageTable;
  readonly audienceTable: Pick<AudienceTable, 'readListenedUntil'>;
  readonly coinTable: Pick<CoinTable, 'list' | 'raiseIndexVersion'>;
  readonly coinAlerts: CoinAlerts;
  readonly coinStream: CoinStream;
  readonly tickStream: TickStream;
  readonly published: Pick<PublishedShards, 'newest' | 'restore'>;
  readonly candleTable: CandleStore;
  readonly heartbeat: Heartbeat;
  readonly clock: Clock;
  readonly log: Log;
}
