import type { OwnedAlert, StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { indexWrites, newAlert } from '../../../adapters/dynamodb/alerts/alert-writes.ts';
import { nextIndexVersion } from '../../../adapters/dynamodb/market/coin-table.ts';
import { type CreateAlert, createAlertSchema } from '../../../contract/alert-request.ts';
import { alertViewSchema } from '../../../contract/alert-view.ts';
import { formatAlertId } from '../../../domain/alerts/alert-id.ts';
import { armingState } from '../../../domain/alerts/arming-state.ts';
import { DEFAULT_CHANNELS, MAX_CHANNELS } from '../../../domain/channels/channel.ts';
import { DEFAULT_INDEX_SHARDS } from '../../../domain/market/coin.ts';
import { invalidExpiry } from '../../../domain/rules/expiry.ts';
import type { Rule } from '../../../domain/rules/rule.ts';
import { answerAlert } from '../alerts/answer-alert.ts';
import { findRepeated, idempotencyHeaders, type KeyedRequest, keyedRequest } from '../alerts/idempotency.ts';
import { readNewRule } from '../alerts/read-new-rule.ts';
import { resolveChannels } from '../alerts/resolve-channels.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requireListing } from '../coins/catalogue.ts';
import { requireExchangeTime } from '../coins/require-exchange-time.ts';
import { signedInEndpoint } from '../endpoint.ts';
import type { Caller } from '../http/identify-caller.ts';
import { refuse } from '../http/parse-input.ts';
import { Problem } from '../http/problem.ts';
import { claimRoom } from '../limits/claim-room.ts';
import { profileParts } from '../profile-parts.ts';

const BUSY = 'Many alerts of this coin are changing just now; try again.';

/** With an `Idempotency-Key` a repeated request is answered with the alert that the first one made. */
export const createAlert = signedInEndpoint({
  route: 'POST /api/alerts',
  id: 'createAlert',
  summary: `Makes an alert of one condition or of all of several, with up to ${MAX_CHANNELS} channels; a coin not yet followed is followed`,
  headers: idempotencyHeaders,
  body: createAlertSchema,
  answers: { 201: alertViewSchema },
  async handle({ caller, headers, body: asked }, deps) {
    const rule = readNewRule(asked);
    const keyed = keyedRequest(caller.person, headers['Idempotency-Key'], asked);
    const repeated = keyed && (await findRepeated(keyed, deps));
    if (repeated) return answerAlert(201, { alert: repeated, market: await deps.readMarketNow() }, deps);
    const { quote } = await requireListing(deps.catalogue, asked.symbol);
    const created = await retryLostWrites(BUSY, async () => {
      const market = await deps.readMarketNow();
      const alert = await createOnce({ caller, asked, rule, quote, keyed }, requireExchangeTime(market), deps);
      return alert && { alert, market };
    });
    return answerAlert(201, created, deps);
  },
});

/** What a request asks for, as far as it has been checked. */
interface Draft {
  readonly caller: Caller;
  readonly asked: CreateAlert;
  readonly rule: Rule;
  readonly quote: string;
  readonly keyed: KeyedRequest | null;
}

/**
 * The new alert, or the one that another request with the same key has just made, perhaps with the last room of a limit; null when
 * another writer was first.
 */
async function createOnce(draft: Draft, exchangeNow: number, deps: ApiDeps): Promise<OwnedAlert | null> {
  const { keyed } = draft;
  try {
    return (await tryCreate(draft, exchangeNow, deps)) ?? (keyed && (await findRepeated(keyed, deps)));
  } catch (error) {
    const repeated = error instanceof Problem && keyed && (await findRepeated(keyed, deps));
    if (repeated) return repeated;
    throw error;
  }
}

/** Null when another writer was first. */
async function tryCreate(draft: Draft, exchangeNow: number, deps: ApiDeps): Promise<StoredAlert | null> {
  const { caller, asked, rule, quote, keyed } = draft;
  const { person, isAdmin } = caller;
  const { symbol } = asked;
  refuse(invalidExpiry(rule, exchangeNow));
  const [{ channels, parts, added, fields }, profile, coin] = await Promise.all([
    resolveChannels(deps, person, asked.channels ?? DEFAULT_CHANNELS),
    profileParts(caller, deps),
    deps.coins.get(symbol),
  ]);
  const isFollowed = coin?.wanted ?? false;
  const room = await claimRoom(
    {
      ...{ person, isAdmin, alerts: 1, armed: { symbol, add: 1 } },
      ...{ follows: isFollowed ? undefined : symbol, webhooks: { add: added } },
      fields: { armed: ['symbol'], coins: ['symbol'], webhooks: fields },
    },
    deps,
  );
  const now = deps.now();
  const version = nextIndexVersion(coin, now);
  // a coin without a row begins in shard 0, which every coin has
  const shard = deps.pickShard(coin?.book.shards ?? DEFAULT_INDEX_SHARDS);
  const id = formatAlertId({ symbol, shard }, deps.makeUlid(now));
  const state = armingState(rule, { armAfter: exchangeNow, bookVersion: version }, null);
  const alert = newAlert({
    ...{ id, owner: person, symbol, quote, rule, state },
    ...{ channels, name: asked.name ?? null, note: asked.note ?? null, createdAt: now },
  });
  const request = keyed ? [deps.people.rememberRequest({ ...keyed, alertId: id }, now)] : [];
  const { written } = await deps.writeAll([
    ...indexWrites(deps, { before: null, after: alert, version, isFollowed }),
    ...request,
    ...parts,
    ...profile,
    ...room,
  ]);
  return written ? alert : null;
}
