import { randomInt } from 'node:crypto';
import { ulid } from 'ulid';
import type { AlertHistory } from '../../adapters/dynamodb/alerts/alert-history.ts';
import type { AlertTable } from '../../adapters/dynamodb/alerts/alert-table.ts';
import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { type ReadMarketNow, readMarketNow } from '../../adapters/dynamodb/market/read-market-now.ts';
import type { FireHours } from '../../adapters/dynamodb/messages/fire-hours.ts';
import type { LinkKey } from '../../adapters/dynamodb/messages/link-key.ts';
import type { LinkTokens } from '../../adapters/dynamodb/messages/link-tokens.ts';
import type { MailThrottleTable } from '../../adapters/dynamodb/messages/mail-throttle-table.ts';
import type { TriggerList } from '../../adapters/dynamodb/messages/trigger-list.ts';
import type { CountTable } from '../../adapters/dynamodb/people/count-table.ts';
import type { ExternalIds } from '../../adapters/dynamodb/people/external-ids.ts';
import type { PersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import type { RateTable } from '../../adapters/dynamodb/people/rate-table.ts';
import type { WebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import type { WriteAll } from '../../adapters/dynamodb/write-transaction.ts';
import { log } from '../../adapters/log.ts';
import type { Limits } from '../../domain/people/limits.ts';
import { announceCoinChanges } from './coins/announce-coin-changes.ts';
import { type Catalogue, createCatalogue } from './coins/catalogue.ts';
import { readFollowed, reportFaultyRows } from './coins/followed-coins.ts';
import { type Cursors, createCursors } from './http/signed-cursors.ts';
import { type CountUsage, createCountUsage } from './limits/usage.ts';

export interface Tables {
  readonly alerts: AlertTable;
  readonly coins: CoinTable;
  readonly market: MarketTable;
  readonly triggers: TriggerList;
  readonly history: AlertHistory;
  readonly people: PersonTable;
  readonly mailDelays: Pick<MailThrottleTable, 'readDelay'>;
  readonly links: Pick<LinkTokens, 'readLink'>;
  readonly linkKey: LinkKey;
  readonly webhooks: WebhookTable;
  readonly fireHours: Pick<FireHours, 'read' | 'list' | 'resume'>;
  readonly rates: RateTable;
  readonly counts: CountTable;
  readonly externalIds: ExternalIds;
  /** all that a request writes */
  readonly writeAll: WriteAll;
}

export interface ApiOptions {
  /** own clock, ms */
  readonly now: () => number;
  /** of each person */
  readonly limits: Limits;
}

/** What endpoints work with. Each takes from it what it needs. */
export interface ApiDeps extends Tables {
  /** own clock, ms */
  readonly now: () => number;
  readonly makeUlid: (now: number) => string;
  /** evenly, a whole number from 0 to below `shards` */
  readonly pickShard: (shards: number) => number;
  readonly readMarketNow: ReadMarketNow;
  readonly readFollowed: () => Promise<ReadonlySet<string>>;
  readonly catalogue: Catalogue;
  /** of personal lists */
  readonly cursors: Cursors;
  /** of each person */
  readonly limits: Limits;
  readonly countUsage: CountUsage;
}

export function makeApiDeps(tables: Tables, options: ApiOptions): ApiDeps {
  const { now, limits } = options;
  const coins = reportFaultyRows(tables.coins);
  return {
    ...tables,
    coins,
    writeAll: announceCoinChanges({ ...tables, log, now }),
    now,
    makeUlid: ulid,
    pickShard: randomInt,
    readMarketNow: readMarketNow(tables.market, now),
    readFollowed: () => readFollowed(coins),
    catalogue: createCatalogue(tables.market, now),
    cursors: createCursors(tables.linkKey),
    limits,
    countUsage: createCountUsage(tables, now),
  };
}
