import { type PatchAlert, patchAlertSchema } from '../../domain/alert-request.ts';
import type { Metric } from '../../domain/condition.ts';
import { type AlertEdit, editAlert } from '../../domain/edit-alert.ts';
import type { StoredAlert } from '../adapters/alert-item.ts';
import type { AlertTable } from '../adapters/alert-table.ts';
import { type CoinTable, nextBookVersion } from '../adapters/coin-table.ts';
import { answerAlert, checkIfMatch } from './answer-alert.ts';
import { findAlert } from './find-alert.ts';
import { MAX_WRITE_ATTEMPTS } from './max-write-attempts.ts';
import { parseInput } from './parse-input.ts';
import { unavailable, unreadableAlert } from './problem.ts';
import { readJsonBody } from './read-json-body.ts';
import type { SignedInHandler } from './route-request.ts';
import type { MarketNow, WatchMarket } from './watch-market.ts';

export interface AlertPatching {
  readonly alerts: Pick<AlertTable, 'get' | 'replace'>;
  readonly coins: Pick<CoinTable, 'get' | 'bookChange'>;
  readonly watchMarket: WatchMarket;
  /** own clock, ms */
  readonly now: () => number;
}

/** `PATCH /api/alerts/{id}`: read, apply, write on condition that nobody wrote in between; else once more. */
export function patchAlert(patching: AlertPatching): SignedInHandler {
  return async (request, caller) => {
    const edit = toEdit(parseInput(patchAlertSchema, readJsonBody(request)));
    for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt += 1) {
      const before = await findAlert(patching.alerts, request, caller);
      checkIfMatch(request, before.version);
      if (before.rule === null) throw unreadableAlert(before.state.fault);
      const market = await patching.watchMarket();
      const after = await applyEdit(patching, { before, edit, market });
      if (after) return answerAlert({ statusCode: 200, alert: after, market });
    }
    throw unavailable('The alert is changing very fast just now; try again.', 1);
  };
}

interface Edit {
  readonly before: StoredAlert;
  readonly edit: AlertEdit;
  readonly market: MarketNow;
}

/** The alert as it is after the edit, or null when someone else wrote it first. */
async function applyEdit(
  { alerts, coins, now }: AlertPatching,
  { before, edit, market }: Edit,
): Promise<StoredAlert | null> {
  const version = nextBookVersion(await coins.get(before.symbol), now());
  const edited = editAlert(before, edit, { armAfter: market.exchangeNow, bookVersion: version });
  if (edited.scope === 'nothing') return before;
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
    edited.scope === 'book' ? coins.bookChange({ symbol, now: updatedAt, metric: metricOf(after), version }) : null;
  return (await alerts.replace({ before, after, bookChange })) ? after : null;
}

/** A paused alert needs no metric, and must not bring back a coin that was let go. */
function metricOf({ rule, state }: StoredAlert): Metric | null {
  return state.status === 'paused' ? null : rule.condition.metric;
}

/** Options that are not built yet have been refused; a null one says the same as an absent one. */
function toEdit({ condition, channels, note, status }: PatchAlert): AlertEdit {
  const { metric, op, level } = condition ?? {};
  return {
    condition: { ...(metric && { metric }), ...(op && { op }), ...(level && { level }) },
    ...(channels && { channels }),
    ...(note !== undefined && { note }),
    ...(status && { status }),
  };
}
