import type { StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import { type CoinTable, nextBookVersion } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { WebhookTable } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { conditionsSchema, type PatchAlert, patchAlertSchema } from '../../../contract/alert-request.ts';
import { changedConditions, changedRule } from '../../../contract/requested-rule.ts';
import { editAlert, needsFutureExpiry } from '../../../domain/alerts/edit-alert.ts';
import type { Series } from '../../../domain/metrics/metric.ts';
import { expiryFaults, invalidFields } from '../../../domain/rules/invalid-fields.ts';
import { isSameRule, type Rule, seriesOfRule, withoutListOfOne } from '../../../domain/rules/rule.ts';
import { answerAlert, checkIfMatch } from '../alerts/answer-alert.ts';
import { armingPaths } from '../alerts/arming-paths.ts';
import { findAlert } from '../alerts/find-alert.ts';
import { channelFaults, keepChannels, webhooksFor } from '../alerts/resolve-channels.ts';
import { type MarketNow, surelyNow, type WatchMarket } from '../coins/read-market-now.ts';
import { parseInput, refuse } from '../http/parse-input.ts';
import { type FieldError, unavailable, unreadableAlert } from '../http/problem.ts';
import { MAX_WRITE_ATTEMPTS } from '../max-write-attempts.ts';
import { readJsonBody } from '../read-json-body.ts';
import type { SignedInHandler } from '../route-request.ts';

export interface AlertPatching {
  readonly alerts: Pick<AlertTable, 'get' | 'replace'>;
  readonly coins: Pick<CoinTable, 'get' | 'bookChange'>;
  readonly webhooks: Pick<WebhookTable, 'list' | 'add' | 'setState' | 'secretOf'>;
  readonly watchMarket: WatchMarket;
  /** own clock, ms */
  readonly now: () => number;
}

/** `PATCH /api/alerts/{id}`: read, apply, write on condition that nobody wrote in between; else once more. */
export function patchAlert(patching: AlertPatching): SignedInHandler {
  return async (request, caller) => {
    const change = parseInput(patchAlertSchema, readJsonBody(request));
    refuse(channelFaults(change.channels));
    for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt += 1) {
      const before = await findAlert(patching.alerts, request, caller);
      checkIfMatch(request, before.version);
      if (before.rule === null) throw unreadableAlert(before.state.fault);
      const market = await patching.watchMarket();
      const after = await applyEdit(patching, { before, change, market });
      if (!after) continue;
      const webhooks = await webhooksFor(patching.webhooks, caller.person, [after]);
      return answerAlert({ statusCode: 200, alert: after, market, webhooks });
    }
    throw unavailable('The alert is changing very fast just now; try again.', 1);
  };
}

interface Edit {
  readonly before: StoredAlert;
  readonly change: PatchAlert;
  readonly market: MarketNow;
}

/** The alert as it is after the change, or null when someone else wrote it first. @throws Problem 422 */
async function applyEdit(patching: AlertPatching, { before, change, market }: Edit): Promise<StoredAlert | null> {
  const { alerts, coins, now } = patching;
  const { note, status } = change;
  const rule = readRule(before.rule, change);
  const channels = change.channels && (await keepChannels(patching, before.owner, change.channels));
  const edit = { rule, channels, note, status };
  const version = nextBookVersion(await coins.get(before.symbol), now());
  const edited = editAlert(before, edit, { armAfter: market.exchangeNow, bookVersion: version });
  if (edited.scope === 'nothing') return before;
  if (needsFutureExpiry(before, edited.alert)) refuse(expiryFaultsOf(edited.alert.rule, { before, change, market }));
  const updatedAt = now();
  const after: StoredAlert = {
    ...before,
    ...edited.alert,
    rev: before.rev + 1,
    version: before.version + 1,
    updatedAt,
  };
  const { symbol } = after;
  const bookChange =
    edited.scope === 'book' ? coins.bookChange({ symbol, now: updatedAt, series: seriesOf(after), version }) : null;
  return (await alerts.replace({ before, after, bookChange })) ? after : null;
}

/** Of an expiry that the request does not name, the fault is that of the fields that would arm the alert. */
function expiryFaultsOf(rule: Rule, { before, change, market }: Edit): FieldError[] {
  const now = surelyNow(market);
  const faults = expiryFaults(rule, now);
  const { expiresAt } = rule;
  if (faults.length === 0 || expiresAt === null || change.expiresAt !== undefined) return faults;
  const expiry = new Date(expiresAt).toISOString();
  const why = expiresAt <= now ? `${expiry}, has passed` : `${expiry}, leaves it no time to fire`;
  const message = `would arm the alert, whose expiry, ${why}: send expiresAt too, a later instant or null`;
  return armingPaths(before, change).map((path) => ({ path, message }));
}

/** A paused alert needs no series, and must not bring back a coin that was let go. */
function seriesOf({ rule, state }: StoredAlert): Series[] {
  return state.status === 'paused' ? [] : seriesOfRule(rule);
}

/** The whole rule after the change, checked as a new one is. @throws Problem 422 */
function readRule(before: Rule, change: PatchAlert): Rule {
  const conditions = parseInput(conditionsSchema, changedConditions(before, change));
  const asked = changedRule(before, change, conditions);
  const rule = withoutListOfOne(asked);
  // what is stored was checked when it came in
  if (isSameRule(rule, before)) return before;
  refuse(invalidFields(asked));
  return rule;
}
