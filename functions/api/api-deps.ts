import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ulid } from 'ulid';
import type { AlertTable } from '../../adapters/dynamodb/alerts/alert-table.ts';
import type { CanaryTable } from '../../adapters/dynamodb/market/canary-table.ts';
import type { CandleTable } from '../../adapters/dynamodb/market/candle-table.ts';
import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import type { JudgingTable } from '../../adapters/dynamodb/market/judging-table.ts';
import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { type ReadMarketNow, readMarketNow } from '../../adapters/dynamodb/market/read-market-now.ts';
import type { FireHours } from '../../adapters/dynamodb/messages/fire-hours.ts';
import type { LinkTokens } from '../../adapters/dynamodb/messages/link-tokens.ts';
import type { MailThrottleTable } from '../../adapters/dynamodb/messages/mail-throttle-table.ts';
import type { TriggerList } from '../../adapters/dynamodb/messages/trigger-list.ts';
import type { CountTable } from '../../adapters/dynamodb/people/count-table.ts';
import type { PersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import type { RateTable } from '../../adapters/dynamodb/people/rate-table.ts';
import type { WebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import type { WriteAll } from '../../adapters/dynamodb/write-transaction.ts';
import type { WebhookCaller } from '../../adapters/http/webhook-caller.ts';
import { log } from '../../adapters/log.ts';
import type { Limits } from '../../domain/people/limits.ts';
import { announceCoinChanges } from './coins/announce-coin-changes.ts';
import type { Catalogue } from './coins/catalogue.ts';
import { type FollowedCoins, reportFaultyRows } from './coins/followed-coins.ts';
import { createPublicReads, type PublicReads } from './coins/public-reads.ts';
import { type JsonText, toJsonText } from './http/answer.ts';
import { type CountUsage, createCountUsage } from './limits/usage.ts';

export interface Tables {
  readonly alerts: AlertTable;
  readonly coins: CoinTable;
  readonly market: MarketTable;
  readonly judging: Pick<JudgingTable, 'readJudged'>;
  /** null: the canary is switched off */
  readonly canary: Pick<CanaryTable, 'readFire'> | null;
  readonly triggers: TriggerList;
  readonly people: PersonTable;
  readonly mailDelays: Pick<MailThrottleTable, 'readDelay'>;
  readonly candles: Pick<CandleTable, 'read' | 'firstAfter'>;
  readonly links: Pick<LinkTokens, 'readLink'>;
  readonly webhooks: WebhookTable;
  readonly fireHours: Pick<FireHours, 'read' | 'list' | 'resume'>;
  readonly rates: RateTable;
  readonly counts: CountTable;
  /** all that a request writes */
  readonly writeAll: WriteAll;
}

export interface ApiOptions {
  /** own clock, ms */
  readonly now: () => number;
  /** where openapi.json lies */
  readonly documentFolder: string;
  /** calls addresses that people gave */
  readonly webhookCaller: WebhookCaller;
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
  readonly followedCoins: FollowedCoins;
  readonly catalogue: Catalogue;
  /** the reads of endpoints that anyone may call, kept for a moment */
  readonly publicReads: PublicReads;
  readonly webhookCaller: WebhookCaller;
  /** of each person */
  readonly limits: Limits;
  readonly countUsage: CountUsage;
  /** openapi.json */
  readonly readDocument: () => Promise<JsonText>;
}

export function makeApiDeps(tables: Tables, options: ApiOptions): ApiDeps {
  const { now, documentFolder, webhookCaller, limits } = options;
  const coins = reportFaultyRows(tables.coins);
  const publicReads = createPublicReads({ ...tables, coins }, now);
  return {
    ...tables,
    coins,
    writeAll: announceCoinChanges({ ...tables, log, now }),
    now,
    makeUlid: ulid,
    pickShard: randomInt,
    readMarketNow: readMarketNow(tables.market, now),
    followedCoins: publicReads.followedCoins,
    catalogue: publicReads.catalogue,
    publicReads,
    webhookCaller,
    limits,
    countUsage: createCountUsage(tables, now),
    readDocument: documentReader(documentFolder),
  };
}

/** The file lies beside the code and not in it, so that a cold start does not parse what few ask for. */
function documentReader(folder: string): () => Promise<JsonText> {
  let document: Promise<JsonText> | null = null;
  return () => {
    document ??= readFile(join(folder, 'openapi.json'), 'utf8').then((text) => toJsonText(JSON.parse(text)));
    return document;
  };
}
