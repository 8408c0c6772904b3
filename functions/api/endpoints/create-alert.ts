import { createHash } from 'node:crypto';
import type { OwnedAlert, StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import { type CoinTable, nextBookVersion } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { PersonTable } from '../../../adapters/dynamodb/people/person-table.ts';
import type { WebhookTable } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { type CreateAlert, createAlertSchema } from '../../../contract/alert-request.ts';
import { requestedRule } from '../../../contract/requested-rule.ts';
import type { ArmFrom } from '../../../domain/alerts/alert.ts';
import { formatAlertId } from '../../../domain/alerts/alert-id.ts';
import { armingState } from '../../../domain/alerts/arming-state.ts';
import type { Channel } from '../../../domain/channels/channel.ts';
import { DEFAULT_BOOK_SHARDS } from '../../../domain/market/coin.ts';
import { expiryFaults, invalidFields } from '../../../domain/rules/invalid-fields.ts';
import { type Rule, seriesOfRule, withoutListOfOne } from '../../../domain/rules/rule.ts';
import { answerAlert } from '../alerts/answer-alert.ts';
import { channelFaults, keepChannels, webhooksFor } from '../alerts/resolve-channels.ts';
import { checkRoomForCoin } from '../check-room-for-coin.ts';
import type { Catalogue } from '../coins/catalogue.ts';
import type { FollowedCoins } from '../coins/followed-coins.ts';
import { type MarketNow, surelyNow, type WatchMarket } from '../coins/read-market-now.ts';
import type { Answer } from '../http/answer.ts';
import { parseInput, refuse } from '../http/parse-input.ts';
import { Problem, unavailable } from '../http/problem.ts';
import { MAX_WRITE_ATTEMPTS } from '../max-write-attempts.ts';
import { readIdempotencyKey } from '../read-idempotency-key.ts';
import { readJsonBody } from '../read-json-body.ts';
import { requireListing } from '../require-listing.ts';
import type { SignedInHandler } from '../route-request.ts';

export interface AlertCreation {
  readonly alerts: Pick<AlertTable, 'create' | 'get'>;
  readonly coins: Pick<CoinTable, 'get' | 'bookChange'>;
  readonly people: Pick<PersonTable, 'readRequest' | 'rememberRequest'>;
  readonly webhooks: Pick<WebhookTable, 'list' | 'add' | 'setState' | 'secretOf'>;
  readonly followedCoins: FollowedCoins;
  readonly catalogue: Catalogue;
  readonly watchMarket: WatchMarket;
  /** own clock, ms */
  readonly now: () => number;
  readonly makeUlid: (now: number) => string;
  /** evenly, a whole number from 0 to below `shards` */
  readonly pickShard: (shards: number) => number;
}

/** What makes the same request the same: who sent it, under which key, with which body. */
interface Identity {
  readonly person: string;
  readonly key: string;
  readonly bodyHash: string;
}

/**
 * `POST /api/alerts`. With an `Idempotency-Key` a repeated request answers with the alert that the first one made; when
 * that alert was deleted since, the key stands for nothing any more and 409 says so.
 */
export function createAlert(creation: AlertCreation): SignedInHandler {
  return async (request, { person }) => {
    const key = readIdempotencyKey(request);
    const asked = parseInput(createAlertSchema, readJsonBody(request));
    const requested = requestedRule(asked);
    refuse([...invalidFields(requested), ...channelFaults(asked.channels)]);
    const rule = withoutListOfOne(requested);
    const identity = key === null ? null : { person, key, bodyHash: hashOf(asked) };
    const repeated = identity && (await answerRepeated(creation, identity));
    if (repeated) return repeated;

    const { quote } = await requireListing(creation.catalogue, asked.symbol);
    await checkRoomForCoin(asked.symbol, creation.followedCoins);
    for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt += 1) {
      const market = await creation.watchMarket();
      const now = surelyNow(market);
      refuse(expiryFaults(rule, now));
      const channels = await keepChannels(creation, person, asked.channels ?? [{ type: 'email' }]);
      const order = { asked, quote, rule, channels, person, identity, now };
      const { alert, outcome } = await tryCreate(creation, order);
      if (outcome === 'created') return answerCreated(creation, alert, market);
      // The same key came twice at once and the other one was first.
      const other = identity && outcome === 'request-taken' && (await answerRepeated(creation, identity));
      if (other) return other;
    }
    throw unavailable('Many alerts of this coin are changing just now; try again.', 1);
  };
}

interface Attempt {
  readonly asked: CreateAlert;
  readonly quote: string;
  readonly rule: Rule;
  readonly channels: Channel[];
  readonly person: string;
  readonly identity: Identity | null;
  /** exchange clock, ms */
  readonly now: number;
}

async function tryCreate(creation: AlertCreation, { asked, quote, rule, channels, person, identity, now }: Attempt) {
  const { coins, people, alerts } = creation;
  const coin = await coins.get(asked.symbol);
  const version = nextBookVersion(coin, creation.now());
  // A coin without a row begins in shard 0, which every book has, however many its row will say.
  const shard = creation.pickShard(coin?.book.shards ?? DEFAULT_BOOK_SHARDS);
  const armFrom = { armAfter: now, bookVersion: version };
  const alert = newAlert(creation, { asked, quote, rule, channels, person, shard, armFrom });
  const { id, symbol, createdAt } = alert;
  const outcome = await alerts.create({
    alert,
    bookChange: coins.bookChange({ symbol, now: createdAt, series: seriesOfRule(rule), version }),
    request: identity ? people.rememberRequest({ ...identity, alertId: id }, createdAt) : undefined,
  });
  return { alert, outcome };
}

interface AlertOrder {
  readonly quote: string;
  readonly asked: CreateAlert;
  readonly rule: Rule;
  readonly channels: Channel[];
  readonly person: string;
  readonly shard: number;
  readonly armFrom: ArmFrom;
}

function newAlert(
  creation: AlertCreation,
  { asked, quote, rule, channels, person, shard, armFrom }: AlertOrder,
): StoredAlert {
  const { symbol, note } = asked;
  const now = creation.now();
  return {
    id: formatAlertId({ symbol, shard }, creation.makeUlid(now)),
    owner: person,
    symbol,
    quote,
    rule,
    state: armingState(rule, armFrom, null),
    rev: 1,
    version: 1,
    channels,
    note: note ?? null,
    fires: 0,
    lastTrigger: null,
    createdAt: now,
    updatedAt: now,
  };
}

async function answerCreated({ webhooks }: AlertCreation, alert: OwnedAlert, market: MarketNow): Promise<Answer> {
  return answerAlert({ statusCode: 201, alert, market, webhooks: await webhooksFor(webhooks, alert.owner, [alert]) });
}

async function answerRepeated(creation: AlertCreation, identity: Identity): Promise<Answer | null> {
  const first = await creation.people.readRequest(identity.person, identity.key, creation.now());
  if (!first) return null;
  if (first.bodyHash !== identity.bodyHash) {
    throw new Problem({
      status: 422,
      title: 'Idempotency key used already',
      detail: 'This Idempotency-Key came with another body before; use a new key for a new alert.',
    });
  }
  const [alert, market] = await Promise.all([creation.alerts.get(first.alertId), creation.watchMarket()]);
  if (alert) return answerCreated(creation, alert, market);
  throw new Problem({
    status: 409,
    title: 'Alert deleted since',
    detail: 'The alert made with this Idempotency-Key was deleted; use a new key to make it again.',
  });
}

/** Of the parsed body, so that white space does not make another request of it. */
function hashOf(asked: CreateAlert): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
}
