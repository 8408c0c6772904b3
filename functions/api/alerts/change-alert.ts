import type { StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { nextIndexVersion } from '../../../adapters/dynamodb/market/coin-table.ts';
import { conditionsSchema, type PatchAlert } from '../../../contract/alert-request.ts';
import { changedConditions, changedRule } from '../../../contract/requested-rule.ts';
import { editAlert, needsFutureExpiry } from '../../../domain/alerts/edit-alert.ts';
import type { Series } from '../../../domain/metrics/series.ts';
import { invalidExpiry } from '../../../domain/rules/expiry.ts';
import { invalidFields } from '../../../domain/rules/invalid-fields.ts';
import { isSameRule, type Rule, seriesOfRule, withoutListOfOne } from '../../../domain/rules/rule.ts';
import type { ApiDeps } from '../api-deps.ts';
import { type MarketNow, requireExchangeTime } from '../coins/read-market-now.ts';
import { parseInput, refuse } from '../http/parse-input.ts';
import { type FieldError, unreadableAlert } from '../http/problem.ts';
import { type AlertNow, checkIfMatch } from './answer-alert.ts';
import { armingPaths } from './arming-paths.ts';
import { type AlertOf, requireAlert } from './find-alert.ts';
import { resolveChannels } from './resolve-channels.ts';
import { retryLostWrites } from './retry-lost-writes.ts';

type ChangeDeps = Pick<ApiDeps, 'alerts' | 'coins' | 'webhooks' | 'readMarketNow' | 'now'>;

export interface AlertChange extends AlertOf {
  readonly change: PatchAlert;
  /** the header: the change is refused when the alert has another version */
  readonly ifMatch?: string | undefined;
}

/** Reads, applies and writes; starts again when another writer was faster. @throws Problem 404, 409, 412, 422, 503 */
export function changeAlert({ change, ifMatch, ...sought }: AlertChange, deps: ChangeDeps): Promise<AlertNow> {
  return retryLostWrites('The alert is changing very fast just now; try again.', async () => {
    const before = await requireAlert(deps.alerts, sought);
    checkIfMatch(ifMatch, before.version);
    if (before.rule === null) throw unreadableAlert(before.state.fault);
    const market = await deps.readMarketNow();
    const alert = await applyChange({ before, change, market }, deps);
    return alert && { alert, market };
  });
}

interface Edit {
  readonly before: StoredAlert;
  readonly change: PatchAlert;
  readonly market: MarketNow;
}

/** The alert after the change; null when somebody else wrote it first. @throws Problem 422 */
async function applyChange({ before, change, market }: Edit, deps: ChangeDeps): Promise<StoredAlert | null> {
  const { alerts, coins, now } = deps;
  const { note, status } = change;
  const rule = readRule(before.rule, change);
  const channels = change.channels && (await resolveChannels(deps, before.owner, change.channels));
  const version = nextIndexVersion(await coins.get(before.symbol), now());
  const edit = { rule, channels, note, status };
  const edited = editAlert(before, edit, { armAfter: market.exchangeNow, bookVersion: version });
  if (edited.scope === 'nothing') return before;
  if (needsFutureExpiry(before, edited.alert)) refuse(expiryErrors(edited.alert.rule, { before, change, market }));
  const updatedAt = now();
  const after: StoredAlert = {
    ...before,
    ...edited.alert,
    rev: before.rev + 1,
    version: before.version + 1,
    updatedAt,
  };
  const { symbol } = after;
  const indexChange =
    edited.scope === 'index' ? coins.indexChange({ symbol, now: updatedAt, series: seriesOf(after), version }) : null;
  return (await alerts.replace({ before, after, indexChange })) ? after : null;
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

/** A paused alert needs no series, and must not make its coin followed again. */
function seriesOf({ rule, state }: StoredAlert): Series[] {
  return state.status === 'paused' ? [] : seriesOfRule(rule);
}

/** The whole rule after the change, checked as a new one is. @throws Problem 422 */
function readRule(before: Rule, change: PatchAlert): Rule {
  const conditions = parseInput(conditionsSchema, changedConditions(before, change));
  const asked = changedRule(before, change, conditions);
  const rule = withoutListOfOne(asked);
  // the stored rule was checked when it was stored
  if (isSameRule(rule, before)) return before;
  refuse(invalidFields(asked));
  return rule;
}
