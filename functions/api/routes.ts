import { randomInt } from 'node:crypto';
import { ulid } from 'ulid';
import type { AlertTable } from '../adapters/alert-table.ts';
import type { CandleTable } from '../adapters/candle-table.ts';
import type { CoinTable } from '../adapters/coin-table.ts';
import type { JudgingTable } from '../adapters/judging-table.ts';
import type { LinkTokens } from '../adapters/link-tokens.ts';
import type { MarketTable } from '../adapters/market-table.ts';
import type { PersonTable } from '../adapters/person-table.ts';
import type { TriggerList } from '../adapters/trigger-list.ts';
import type { WebhookCaller } from '../adapters/webhook-caller.ts';
import type { WebhookTable } from '../adapters/webhook-table.ts';
import { createAlert } from './create-alert.ts';
import { deleteAlert } from './delete-alert.ts';
import { followCoin, unfollowCoin } from './follow-coin.ts';
import { actOnLink, showLink } from './follow-link.ts';
import { forgetAfter } from './followed-coins.ts';
import { listAlertTriggers, listTriggers } from './list-triggers.ts';
import { openReads } from './open-reads.ts';
import { patchAlert } from './patch-alert.ts';
import { previewOfAlert } from './preview-alert.ts';
import { listAlerts, readAlert } from './read-alerts.ts';
import { readCandles } from './read-candles.ts';
import { listCoins, readCoin, readMetrics } from './read-coins.ts';
import { readDocument } from './read-document.ts';
import { readHealth } from './read-health.ts';
import { readMe } from './read-me.ts';
import { rememberPerson } from './remember-person.ts';
import { type Routes, type SignedInHandler, signedIn, signedInWrite } from './route-request.ts';
import { searchSymbols } from './search-symbols.ts';
import { tellFaultyCoin } from './tell-faulty-coin.ts';
import { testWebhook } from './test-webhook.ts';
import { watchMarket } from './watch-market.ts';
import { writeMe } from './write-me.ts';

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
