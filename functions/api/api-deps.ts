import { randomInt } from 'node:crypto';
import { ulid } from 'ulid';
import type { AlertTable } from '../../adapters/dynamodb/alerts/alert-table.ts';
import type { CandleTable } from '../../adapters/dynamodb/market/candle-table.ts';
import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import type { JudgingTable } from '../../adapters/dynamodb/market/judging-table.ts';
import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import type { LinkTokens } from '../../adapters/dynamodb/messages/link-tokens.ts';
import type { TriggerList } from '../../adapters/dynamodb/messages/trigger-list.ts';
import type { PersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import type { WebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import type { WebhookCaller } from '../../adapters/http/webhook-caller.ts';
import { forgetAfter } from './coins/followed-coins.ts';
import { openReads } from './coins/public-reads.ts';
import { watchMarket } from './coins/read-market-now.ts';
import { createAlert } from './endpoints/create-alert.ts';
import { deleteAlert } from './endpoints/delete-alert.ts';
import { followCoin, unfollowCoin } from './endpoints/follow-coin.ts';
import { listAlerts, readAlert } from './endpoints/list-alerts.ts';
import { listCoins, readCoin, readMetrics } from './endpoints/list-coins.ts';
import { listAlertTriggers, listTriggers } from './endpoints/list-triggers.ts';
import { patchAlert } from './endpoints/patch-alert.ts';
import { previewOfAlert } from './endpoints/preview-alert.ts';
import { readCandles } from './endpoints/read-candles.ts';
import { readDocument } from './endpoints/read-document.ts';
import { readHealth } from './endpoints/read-health.ts';
import { readMe } from './endpoints/read-me.ts';
import { searchSymbols } from './endpoints/search-symbols.ts';
import { testWebhook } from './endpoints/test-webhook.ts';
import { writeMe } from './endpoints/write-me.ts';
import { actOnLink, showLink } from './links/alert-link.ts';
import { rememberPerson } from './remember-person.ts';
import { type Routes, type SignedInHandler, signedIn, signedInWrite } from './route-request.ts';
import { tellFaultyCoin } from './tell-faulty-coin.ts';

export interface Tables {
  readonly alerts: AlertTable;
  readonly coins: CoinTable;
  readonly market: MarketTable;
  readonly judging: Pick<JudgingTable, 'readJudged'>;
  readonly triggers: TriggerList;
  readonly people: PersonTable;
  readonly candles: Pick<CandleTable, 'read' | 'firstAfter'>;
  readonly links: Pick<LinkTokens, 'readLink'>;
  readonly webhooks: WebhookTable;
}

export interface RoutesOptions {
  /** own clock, ms */
  readonly now: () => number;
  /** where openapi.json lies */
  readonly documentFolder: string;
  /** calls addresses that persons gave */
  readonly caller: WebhookCaller;
}

/** Every route of the API with what answers it. */
export function makeRoutes(tables: Tables, { now, documentFolder, caller }: RoutesOptions): Routes {
  const { alerts, market, judging, candles, triggers } = tables;
  const coins = tellFaultyCoin(tables.coins);
  const open = openReads({ coins, market, judging, candles }, now);
  const { followedCoins, catalogue } = open;
  const shared = {
    ...tables,
    coins,
    followedCoins,
    now,
    catalogue,
    watchMarket: watchMarket(market, now),
  };
  const remember = rememberPerson(tables.people, now);
  const write = (handle: SignedInHandler) => forgetAfter(followedCoins, signedInWrite(remember, handle));
  const patch = patchAlert(shared);
  const following = { ...shared, patchAlert: patch };
  return {
    'POST /api/alerts': write(createAlert({ ...shared, makeUlid: ulid, pickShard: randomInt })),
    'POST /api/alerts/preview': signedIn(previewOfAlert(shared)),
    'GET /api/alerts': signedIn(listAlerts(shared)),
    'GET /api/alerts/{id}': signedIn(readAlert(shared)),
    'PATCH /api/alerts/{id}': write(patch),
    'DELETE /api/alerts/{id}': write(deleteAlert(shared)),
    'GET /api/alerts/{id}/triggers': signedIn(listAlertTriggers(alerts, triggers)),
    'GET /api/triggers': signedIn(listTriggers(triggers)),
    'GET /api/coins': listCoins(open),
    'GET /api/coins/{symbol}': readCoin(open),
    'PUT /api/coins/{symbol}': write(followCoin(shared)),
    'DELETE /api/coins/{symbol}': write(unfollowCoin(coins)),
    'GET /api/coins/{symbol}/candles': readCandles(open),
    'GET /api/coins/{symbol}/metrics': readMetrics(open),
    'GET /api/symbols': searchSymbols(shared.catalogue),
    'GET /api/me': signedIn(readMe(shared)),
    'PUT /api/me': write(writeMe(shared)),
    'POST /api/me/webhooks/{id}/test': write(testWebhook({ ...shared, caller })),
    'GET /api/links/{token}': showLink(following),
    'POST /api/links/{token}': forgetAfter(followedCoins, actOnLink(following)),
    'GET /api/health': readHealth(open),
    'GET /api/openapi.json': readDocument(documentFolder),
  };
}
