import type { StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { indexChangeBy, nextVersion } from '../../../adapters/dynamodb/alerts/alert-writes.ts';
import { nextIndexVersion } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { MarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import { conditionsSchema, type PatchAlert } from '../../../contract/alert-request.ts';
import { changedConditions, changedRule } from '../../../contract/requested-rule.ts';
import { isInIndex, pausedUntil, STATUSES, type Status } from '../../../domain/alerts/alert.ts';
import type { ChangedBy } from '../../../domain/alerts/alert-change.ts';
import { parseAlertId } from '../../../domain/alerts/alert-id.ts';
import { type EditableAlert, editAlert, needsFutureExpiry } from '../../../domain/alerts/edit-alert.ts';
import { expiresTooSoon, invalidPause } from '../../../domain/alerts/snooze.ts';
import type { Membership } from '../../../domain/groups/group.ts';
import { needsPrice, resolveRule } from '../../../domain/rules/asked-rule.ts';
import { invalidExpiry } from '../../../domain/rules/expiry.ts';
import { invalidFields } from '../../../domain/rules/invalid-fields.ts';
import { isSameRule, type Rule, reanchorOf, withoutListOfOne } from '../../../domain/rules/rule.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requireExchangeTime } from '../coins/require-exchange-time.ts';
import type { Caller } from '../http/identify-caller.ts';
import { parseInput, refuse } from '../http/parse-input.ts';
import { type FieldError, unreadableAlert } from '../http/problem.ts';
import { checkIfMatch } from '../http/version-tag.ts';
import type { Claim } from '../limits/claim.ts';
import { armingPaths } from './arming-paths.ts';
import { type AlertNow, type AlertOf, requireAlert } from './find-alert.ts';
import { historyEntry } from './history-entry.ts';
import { readAhead } from './read-ahead.ts';
import { type NewRule, requireResolved } from './read-new-rule.ts';
import { NO_PRICE, readPrice } from './read-price.ts';
import { refuseChangeAlone } from './refuse-alone.ts';
import { type ResolvedChannels, resolveChannels } from './resolve-channels.ts';
import { ALERT_BUSY, retryLostWrites } from './retry-lost-writes.ts';
import { type PlannedAlert, type WriteDeps, writeAlerts } from './write-alerts.ts';

export type ChangeDeps = WriteDeps & Pick<ApiDeps, 'catalogue' | 'alerts' | 'history' | 'readMarketNow'>;

export interface PlannedChange extends AlertOf {
  readonly change: PatchAlert;
  /** for the alert's history */
  readonly by?: ChangedBy;
  /** statuses: an alert of another one stays as it is */
  readonly onlyWhen?: readonly Status[];
  /** by its group, which the alert stores with the change; without it a member of a group is refused what only the group can do */
  readonly membership?: Membership | null;
  /** the header: the change is refused when the alert has another version */
  readonly ifMatch?: string | undefined;
}

export interface AlertChange extends PlannedChange {
  /** null: by a link in a mail, which says no more of the person than whose it is */
  readonly caller: Caller | null;
}

/** Reads, applies and writes; starts again when another writer was faster. @throws Problem 404, 409, 412, 422, 503 */
export function changeAlert(asked: AlertChange, deps: ChangeDeps): Promise<AlertNow> {
  return retryLostWrites(ALERT_BUSY, async () => {
    const symbol = parseAlertId(asked.alertId)?.symbol;
    const ahead = symbol === undefined ? deps : readAhead({ symbol, profileOf: asked.caller?.person }, deps);
    const { write, ...changed } = await planChange({ by: asked.caller ? 'you' : 'link', ...asked }, ahead);
    const isWritten = await writeAlerts({ ...asked, writes: [write] }, ahead);
    return isWritten ? changed : null;
  });
}

interface Edit {
  readonly before: StoredAlert;
  readonly change: PatchAlert;
  readonly by: ChangedBy;
  readonly market: MarketNow;
  readonly membership: Membership | null;
}

/** The alert after the change, and what that writes. Writes nothing. @throws Problem 404, 409, 412, 422 */
export async function planChange(asked: PlannedChange, deps: ChangeDeps): Promise<PlannedAlert> {
  const {
    change,
    ifMatch,
    membership = null,
    by = membership ? 'group' : 'you',
    onlyWhen = STATUSES,
    ...sought
  } = asked;
  const before = await requireAlert(deps.alerts, sought);
  checkIfMatch(ifMatch, before.version);
  if (before.rule === null) throw unreadableAlert(before.state.fault);
  if (!membership) refuseChangeAlone(before, change);
  const market = await deps.readMarketNow();
  if (!onlyWhen.includes(before.state.status))
    return { alert: before, market, write: { own: [], index: null, claim: {} } };
  return applyChange({ before, change, by, market, membership }, deps);
}

async function applyChange(asked: Edit, deps: ChangeDeps): Promise<PlannedAlert> {
  const { before, change, by, market, membership } = asked;
  const { owner, symbol } = before;
  const [{ rule, resolvedFrom }, resolved, coin] = await Promise.all([
    readRule(asked, deps),
    resolveChannels(deps, owner, change.channels ?? []),
    deps.coins.get(symbol),
  ]);
  const now = deps.now();
  const version = nextIndexVersion(coin, now);
  const edit = { ...change, rule, channels: change.channels && resolved.channels };
  if (change.pausedUntil) refuse(invalidPause(change.pausedUntil, requireExchangeTime(market), before.state));
  const { scope, alert } = editAlert(before, edit, { armAfter: market.exchangeNow, bookVersion: version });
  if (needsFutureExpiry(before, alert)) refuse([...expiryErrors(alert.rule, asked), ...pauseErrors(alert, asked)]);
  const isWritten = scope !== 'nothing' || membership !== null;
  const after = isWritten ? nextVersion(before, { ...alert, ...(membership && { group: membership }) }, now) : before;
  const isFollowed = coin?.wanted ?? false;
  const needsCoin = scope === 'index' && isInIndex(after.state);
  const follows = needsCoin && !isFollowed ? symbol : undefined;
  return {
    ...{ alert: after, market, resolvedFrom },
    write: {
      own: isWritten
        ? [
            deps.alerts.replacement(before, after),
            historyEntry({ before, after, by, at: market.exchangeNow }, deps.history),
          ]
        : [],
      index: scope === 'index' ? indexChangeBy({ before, after, version, isFollowed }) : null,
      webhooks: resolved.webhooks,
      claim: claimOf({ asked, after, resolved, follows }),
    },
  };
}

interface Claimed {
  readonly asked: Edit;
  readonly after: StoredAlert;
  readonly resolved: ResolvedChannels;
  readonly follows: string | undefined;
}

/** Also for a change that leaves the alert as it is: it may name a webhook that was removed. */
function claimOf({ asked: { before, change }, after, resolved, follows }: Claimed): Claim {
  const arming = armingPaths(before, change);
  return {
    armed: { symbol: before.symbol, add: armedCount(after) - armedCount(before) },
    follows,
    webhooks: { add: resolved.webhooks.added.map(({ id }) => id) },
    fields: { armed: arming, coins: arming, webhooks: resolved.fields },
  };
}

function armedCount({ state }: StoredAlert): number {
  return isInIndex(state) ? 1 : 0;
}

/** When the request does not name the expiry, the error names the fields that would arm the alert. */
function expiryErrors(rule: Rule, { before, change, market }: Edit): FieldError[] {
  const now = requireExchangeTime(market);
  const errors = invalidExpiry(rule, now);
  const { expiresAt } = rule;
  if (errors.length === 0 || expiresAt === null || change.expiresAt !== undefined) return errors;
  const expiry = new Date(expiresAt).toISOString();
  const why = expiresAt <= now ? `${expiry}, has passed` : `${expiry}, leaves it no time to fire`;
  const message = `would arm the alert, whose expiry, ${why}: send expiresAt too, a later instant or null`;
  return armingPaths(before, change).map((path) => ({ path, message }));
}

/** What would expire before its pause ends: the error names the field of the request that says so. */
function pauseErrors({ rule, state }: EditableAlert, { before, change }: Edit): FieldError[] {
  const until = pausedUntil(state);
  const why = until === null ? null : expiresTooSoon(rule, until);
  if (why === null) return [];
  if (change.expiresAt !== undefined) return [{ path: 'expiresAt', message: `must be later: ${why}` }];
  const paths = change.pausedUntil ? ['pausedUntil'] : armingPaths(before, change);
  const expiry = new Date(rule.expiresAt ?? 0).toISOString();
  return paths.map((path) => ({ path, message: `leaves no time before the expiry, ${expiry}: ${why}` }));
}

/** The whole rule after the change, checked as a new one is. @throws Problem 422 */
async function readRule({ before, change, market }: Edit, deps: ChangeDeps): Promise<NewRule> {
  const conditions = parseInput(conditionsSchema, changedConditions(before.rule, change));
  const asked = changedRule(before.rule, change, conditions);
  const moved = reanchorOf(before.rule);
  const now = needsPrice(asked, moved) ? await readPrice(before.symbol, market, deps) : NO_PRICE;
  const { rule, resolvedFrom } = requireResolved(resolveRule(asked, now, moved));
  // the stored rule was checked when it was stored
  if (isSameRule(rule, before.rule)) return { rule: before.rule, resolvedFrom };
  refuse(invalidFields(rule));
  return { rule: withoutListOfOne(rule), resolvedFrom };
}
