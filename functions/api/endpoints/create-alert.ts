import type { OwnedAlert, StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { nextIndexVersion } from '../../../adapters/dynamodb/market/coin-table.ts';
import { type CreateAlert, createAlertSchema } from '../../../contract/alert-request.ts';
import { alertViewSchema } from '../../../contract/alert-view.ts';
import { formatAlertId } from '../../../domain/alerts/alert-id.ts';
import { armingState } from '../../../domain/alerts/arming-state.ts';
import { DEFAULT_CHANNELS, MAX_CHANNELS } from '../../../domain/channels/channel.ts';
import { DEFAULT_INDEX_SHARDS } from '../../../domain/market/coin.ts';
import { invalidExpiry } from '../../../domain/rules/expiry.ts';
import { type Rule, seriesOfRule } from '../../../domain/rules/rule.ts';
import { answerAlert } from '../alerts/answer-alert.ts';
import { findRepeated, idempotencyHeaders, type KeyedRequest, keyedRequest } from '../alerts/idempotency.ts';
import { readNewRule } from '../alerts/read-new-rule.ts';
import { resolveChannels } from '../alerts/resolve-channels.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requireListing } from '../coins/catalogue.ts';
import { checkRoomForCoin } from '../coins/followed-coins.ts';
import { requireExchangeTime } from '../coins/read-market-now.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { refuse } from '../http/parse-input.ts';

const BUSY = 'Many alerts of this coin are changing just now; try again.';

/** With an `Idempotency-Key` a repeated request is answered with the alert that the first one made. */
export const createAlert = signedInEndpoint({
  route: 'POST /api/alerts',
  id: 'createAlert',
  summary: `Makes an alert of one condition or of all of several, with up to ${MAX_CHANNELS} channels; a coin not yet followed is followed`,
  headers: idempotencyHeaders,
  body: createAlertSchema,
  answers: { 201: alertViewSchema },
  async handle({ caller: { person }, headers, body: asked }, deps) {
    const rule = readNewRule(asked);
    const keyed = keyedRequest(person, headers['Idempotency-Key'], asked);
    const repeated = keyed && (await findRepeated(keyed, deps));
    if (repeated) return answerAlert(201, { alert: repeated, market: await deps.readMarketNow() }, deps);
    const { quote } = await requireListing(deps.catalogue, asked.symbol);
    await checkRoomForCoin(asked.symbol, deps.followedCoins);
    const created = await retryLostWrites(BUSY, async () => {
      const market = await deps.readMarketNow();
      const alert = await tryCreate({ person, asked, rule, quote, keyed }, requireExchangeTime(market), deps);
      return alert && { alert, market };
    });
    return answerAlert(201, created, deps);
  },
});

/** What a request asks for, as far as it has been checked. */
interface Draft {
  readonly person: string;
  readonly asked: CreateAlert;
  readonly rule: Rule;
  readonly quote: string;
  readonly keyed: KeyedRequest | null;
}

/** The new alert, or the one that another request with the same key has just made; null when another writer was first. */
async function tryCreate(draft: Draft, exchangeNow: number, deps: ApiDeps): Promise<OwnedAlert | null> {
  const { person, asked, rule, keyed } = draft;
  refuse(invalidExpiry(rule, exchangeNow));
  const channels = await resolveChannels(deps, person, asked.channels ?? DEFAULT_CHANNELS);
  const coin = await deps.coins.get(asked.symbol);
  const now = deps.now();
  const version = nextIndexVersion(coin, now);
  // a coin without a row begins in shard 0, which every coin has
  const shard = deps.pickShard(coin?.book.shards ?? DEFAULT_INDEX_SHARDS);
  const id = formatAlertId({ symbol: asked.symbol, shard }, deps.makeUlid(now));
  const state = armingState(rule, { armAfter: exchangeNow, bookVersion: version }, null);
  const alert = newAlert(draft, { id, state, channels, createdAt: now });
  const outcome = await deps.alerts.create({
    alert,
    indexChange: deps.coins.indexChange({ symbol: asked.symbol, now, series: seriesOfRule(rule), version }),
    request: keyed ? deps.people.rememberRequest({ ...keyed, alertId: id }, now) : undefined,
  });
  if (outcome === 'created') return alert;
  return keyed && outcome === 'request-taken' ? findRepeated(keyed, deps) : null;
}

function newAlert(
  { person, asked, rule, quote }: Draft,
  made: Pick<StoredAlert, 'id' | 'state' | 'channels' | 'createdAt'>,
): StoredAlert {
  return {
    ...made,
    owner: person,
    symbol: asked.symbol,
    quote,
    rule,
    rev: 1,
    version: 1,
    note: asked.note ?? null,
    fires: 0,
    lastTrigger: null,
    updatedAt: made.createdAt,
  };
}
