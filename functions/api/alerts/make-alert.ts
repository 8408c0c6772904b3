import type { StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { indexChangeBy, newAlert } from '../../../adapters/dynamodb/alerts/alert-writes.ts';
import { nextIndexVersion } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import type { CreateAlert } from '../../../contract/alert-request.ts';
import { type AlertState, type Arming, isInIndex } from '../../../domain/alerts/alert.ts';
import type { ChangedBy } from '../../../domain/alerts/alert-change.ts';
import { formatAlertId } from '../../../domain/alerts/alert-id.ts';
import { armingState } from '../../../domain/alerts/arming-state.ts';
import { DEFAULT_CHANNELS } from '../../../domain/channels/channel.ts';
import { DEFAULT_INDEX_SHARDS } from '../../../domain/market/coin.ts';
import type { ResolvedLevel } from '../../../domain/rules/asked-rule.ts';
import { invalidExpiry } from '../../../domain/rules/expiry.ts';
import type { Rule } from '../../../domain/rules/rule.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requireListing } from '../coins/catalogue.ts';
import { requireExchangeTime } from '../coins/require-exchange-time.ts';
import type { Caller } from '../http/identify-caller.ts';
import { refuse } from '../http/parse-input.ts';
import { externalIdTaken } from '../http/problem.ts';
import { armedKey, usageKey } from '../limits/usage-keys.ts';
import type { AlertNow } from './find-alert.ts';
import { historyEntry } from './history-entry.ts';
import { readAhead } from './read-ahead.ts';
import { readNewRule } from './read-new-rule.ts';
import { resolveChannels } from './resolve-channels.ts';
import { retryLostWrites } from './retry-lost-writes.ts';
import { type PlannedAlert, type WriteDeps, writeAlerts } from './write-alerts.ts';

/** For `retryLostWrites`. */
export const MAKING_BUSY = 'Many alerts of this coin are changing just now; try again.';

export type MakeDeps = WriteDeps &
  Pick<ApiDeps, 'alerts' | 'history' | 'externalIds' | 'readMarketNow' | 'pickShard' | 'makeUlid'>;

/** What a request asks for, as far as it has been checked. */
export interface AlertDraft {
  readonly caller: Caller;
  readonly asked: CreateAlert;
  /** with `resolvedFrom`: `readNewRule` of it */
  readonly rule: Rule;
  readonly resolvedFrom?: readonly ResolvedLevel[];
  /** of its coin's listing */
  readonly quote: string;
  /** for the alert's history; left out: whoever sent the request */
  readonly by?: ChangedBy;
  /** its state where it does not arm, made of the one in which it would */
  readonly state?: (arming: Arming) => AlertState;
  /** what else the alert stores */
  readonly stored?: Partial<StoredAlert>;
  /** further parts of the transaction that stores the alert */
  readonly partsWith?: (alert: StoredAlert) => readonly TransactItem[];
}

/** A draft as it is planned: whose alert it is, and no more of who asks for it. */
export type PlannedDraft = Omit<AlertDraft, 'caller'> & Pick<Caller, 'person'>;

/** Checks what needs no table of alerts. @throws Problem 422 */
export async function draftAlert(
  caller: Caller,
  asked: CreateAlert,
  deps: Pick<ApiDeps, 'catalogue' | 'readMarketNow'>,
): Promise<AlertDraft> {
  const rule = await readNewRule(asked, deps);
  const { quote } = await requireListing(deps.catalogue, asked.symbol);
  return { caller, asked, quote, ...rule };
}

/** Starts again when another writer was faster. @throws Problem 409, 422, 429, 503 */
export function makeAlert(draft: AlertDraft, deps: MakeDeps): Promise<AlertNow> {
  return retryLostWrites(MAKING_BUSY, () => tryMakeAlert(draft, deps));
}

/** Null when another writer was first. @throws Problem 409, 422, 429, 503 */
export async function tryMakeAlert(draft: AlertDraft, deps: MakeDeps): Promise<AlertNow | null> {
  const { caller, asked } = draft;
  const { person } = caller;
  const { symbol } = asked;
  const counts = draft.state ? [usageKey(person)] : [usageKey(person), armedKey(person, symbol)];
  const ahead = readAhead({ symbol, profileOf: person, counts }, deps);
  const { write, ...made } = await planNewAlert({ ...draft, person }, ahead);
  const isWritten = await writeAlerts({ caller, person, writes: [write] }, ahead);
  return isWritten ? made : null;
}

/** Writes nothing. @throws Problem 409, 422, 503 */
export async function planNewAlert(draft: PlannedDraft, deps: MakeDeps): Promise<PlannedAlert> {
  const { person, asked, rule, quote } = draft;
  const { symbol } = asked;
  const externalId = asked.externalId ?? null;
  const [market, taken, { channels, webhooks, fields }, coin] = await Promise.all([
    deps.readMarketNow(),
    externalId === null ? null : deps.externalIds.find(person, externalId),
    resolveChannels(deps, person, asked.channels ?? DEFAULT_CHANNELS),
    deps.coins.get(symbol),
  ]);
  const exchangeNow = requireExchangeTime(market);
  if (!draft.state) refuse(invalidExpiry(rule, exchangeNow));
  if (taken !== null) throw externalIdTaken(taken);
  const isFollowed = coin?.wanted ?? false;
  const now = deps.now();
  const version = nextIndexVersion(coin, now);
  // a coin without a row begins in shard 0, which every coin has
  const shard = deps.pickShard(coin?.book.shards ?? DEFAULT_INDEX_SHARDS);
  const id = formatAlertId({ symbol, shard }, deps.makeUlid(now));
  const arming = armingState(rule, { armAfter: exchangeNow, bookVersion: version }, null);
  const state = draft.state?.(arming) ?? arming;
  const isJudged = isInIndex(state);
  const alert = newAlert({
    ...{ id, owner: person, symbol, quote, rule, state },
    ...{ channels, name: asked.name ?? null, note: asked.note ?? null, externalId, createdAt: now },
    ...draft.stored,
  });
  return {
    ...{ alert, market, resolvedFrom: draft.resolvedFrom ?? [] },
    write: {
      own: [
        deps.alerts.creation(alert),
        historyEntry({ before: null, after: alert, by: draft.by ?? 'you', at: exchangeNow }, deps.history),
        ...(alert.externalId === null ? [] : [deps.externalIds.addition(person, alert.externalId, id)]),
        ...(draft.partsWith?.(alert) ?? []),
      ],
      index: isJudged ? indexChangeBy({ before: null, after: alert, version, isFollowed }) : null,
      webhooks,
      claim: {
        ...{ alerts: 1, armed: { symbol, add: isJudged ? 1 : 0 } },
        ...{
          follows: isFollowed || !isJudged ? undefined : symbol,
          webhooks: { add: webhooks.added.map((one) => one.id) },
        },
        fields: { armed: ['symbol'], coins: ['symbol'], webhooks: fields },
      },
    },
  };
}
