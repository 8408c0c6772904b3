import type { HistoryEntry, HistoryPosition } from '../../../adapters/dynamodb/alerts/alert-history.ts';
import type { OwnedAlert, StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { MarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import type { AlertTriggerPosition } from '../../../adapters/dynamodb/messages/trigger-list.ts';
import type { Page } from '../../../adapters/dynamodb/read-page.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import { tradedSince } from '../../../domain/market/coin.ts';
import { FEEDS } from '../../../domain/market/feed.ts';
import type { Outage } from '../../../domain/market/outage.ts';
import { MINUTE_MS } from '../../../domain/market/tick.ts';
import { firedAt, type Trigger } from '../../../domain/messages/trigger.ts';
import type { TimeSpan } from '../../../domain/past/condition-reach.ts';
import { factsOfFires, type Known, type RuledFire } from '../../../domain/past/fact.ts';
import { lookBack, metricsOf, type Past, replayedFrom } from '../../../domain/past/look-back.ts';
import { MAX_PREVIEW_MS, PreviewTimeError } from '../../../domain/preview/preview.ts';
import { readPastCandles } from '../coins/read-past-candles.ts';
import { Problem } from '../http/problem.ts';
import type { PreviewDeps } from './preview-deps.ts';

/** What one explanation reads of an alert at most. */
const MAX_TRIGGERS = 1_000;
const MAX_CHANGES = 500;
const PAGE = 100;
/** The newest intervals and outages of a coin that are looked at. */
const MAX_INTERVALS = 100;

export interface PastAsked {
  readonly alert: OwnedAlert;
  readonly market: MarketNow;
  /** ms, half-open */
  readonly from: number;
  readonly to: number;
}

export interface FoundPast {
  readonly past: Past;
  /** newest first: those of the time, and of later */
  readonly triggers: readonly Trigger[];
  /** those that touch the time */
  readonly outages: readonly Outage[];
}

/** @throws Problem 422 when there is more to read than one explanation may */
export async function readPast({ alert, market, from, to }: PastAsked, deps: PreviewDeps): Promise<FoundPast> {
  const { id: alertId, symbol } = alert;
  const fires = readBack<Trigger, AlertTriggerPosition>(
    (after) => deps.triggers.byAlert(alertId, { limit: PAGE, after }),
    { isOld: (trigger) => firedAt(trigger) <= from, most: MAX_TRIGGERS },
  );
  if (alert.rule === null) {
    const triggers = await fires;
    return { past: faultyPast(alert, triggers, { from, to }), triggers, outages: [] };
  }
  const [changes, triggers, unwatched, outages] = await Promise.all([
    readBack<HistoryEntry, HistoryPosition>((after) => deps.history.list({ alertId, limit: PAGE, after }), {
      isOld: ({ at }) => at <= from,
      most: MAX_CHANGES,
    }),
    fires,
    deps.readUnwatched(symbol, MAX_INTERVALS),
    deps.outages.ofCoin(symbol, MAX_INTERVALS),
  ]);
  const known = knownOf(alert, changes, triggers);
  const began = tradedSince(observeCoin(market.prices, symbol, market.exchangeNow));
  // with the minute before, whose price time events at the beginning find
  const span = { metrics: metricsOf(known), from: replayedFrom({ ...known, from }) - MINUTE_MS, to };
  const candles = await readPastCandles(deps.candles, { symbol, ...span, began, now: market.exchangeNow });
  const until = deps.now() + MAX_PREVIEW_MS;
  const past = unlessTooLong(() =>
    lookBack({
      ...known,
      ...candles,
      ...{ symbol, feed: market.prices?.feed ?? FEEDS[0], from, to, unwatched },
      listedFrom: began,
      mayGoOn: () => deps.now() < until,
    }),
  );
  return { past, triggers, outages: outages.filter(({ since, endedAt }) => since < to && (endedAt ?? to) > from) };
}

function knownOf(alert: StoredAlert, changes: readonly HistoryEntry[], triggers: readonly Trigger[]): Known {
  const { rule, state, updatedAt } = alert;
  return { present: { rule, state }, updatedAt, changes, fires: triggers.map(ruledFire) };
}

interface Bounds<Item> {
  /** nothing before this one is needed */
  readonly isOld: (item: Item) => boolean;
  readonly most: number;
}

/** From the newest item to the first old one. @throws Problem 422 */
async function readBack<Item, Position>(
  read: (after: Position | null) => Promise<Page<Item, Position>>,
  { isOld, most }: Bounds<Item>,
): Promise<Item[]> {
  const items: Item[] = [];
  let after: Position | null = null;
  do {
    const page: Page<Item, Position> = await read(after);
    items.push(...page.items);
    after = page.next;
    if (page.items.some(isOld)) return items;
    if (after && items.length >= most) throw tooMuch(`the alert has fired, or was changed, ${most} times since then`);
  } while (after);
  return items;
}

/** Since when it is faulty is not stored; when it fired is. */
function faultyPast(
  { state }: Extract<OwnedAlert, { rule: null }>,
  triggers: readonly Trigger[],
  { from, to }: TimeSpan,
): Past {
  const faulty = { from, to, state: { name: 'faulty', fault: state.fault }, isExact: false } as const;
  const fires = factsOfFires(triggers.map(ruledFire)).filter(({ at }) => at >= from && at < to);
  return { states: [faulty], fires, closest: [], keptBack: [], unknownMinutes: 0 };
}

function ruledFire(fire: Trigger): RuledFire {
  return { fire, rule: fire.rule };
}

/** @throws Problem 422 when it takes longer than it may */
function unlessTooLong(run: () => Past): Past {
  try {
    return run();
  } catch (error) {
    throw error instanceof PreviewTimeError ? tooMuch(`it takes longer than ${MAX_PREVIEW_MS / 1_000} s`) : error;
  }
}

function tooMuch(why: string): Problem {
  const errors = [{ path: 'from', message: `must be later: ${why}` }];
  return new Problem({ status: 422, title: 'Too much to explain', detail: `from must be later: ${why}`, errors });
}
