import { wakesAt } from './alert.ts';
import { type Judgement, judge, type MarketEvent } from './judge.ts';
import { type BookPage, type PageEntry, type PagePart, type Reach, reachOfTime, reachOfTrade } from './page.ts';
import { type Tick, tradeAt } from './tick.ts';
import type { Trade } from './trade.ts';

export type Change = Exclude<Judgement, { decision: 'stay' }>;

/** What `event` does to one alert. Verdicts of one step are independent of each other. */
export interface Verdict {
  readonly entry: PageEntry;
  readonly event: MarketEvent;
  readonly change: Change;
}

/**
 * What the walk needs done before it goes on: `read` extends that part of the page; `apply` writes each verdict and
 * puts the outcome on the page (the changed alert, or what is stored after a lost race, or nothing when it is gone).
 */
export type Step =
  | { readonly step: 'read'; readonly part: PagePart }
  | { readonly step: 'apply'; readonly verdicts: readonly Verdict[] };

/**
 * Walks a tick's events in order and says what each does to the book. Pure but for the page, which the caller keeps up
 * to date between steps. A trade that touches nothing costs three comparisons.
 *
 * Time passes before each trade, up to its time, and up to the mark at the end; so the result depends on the trades
 * alone, never on how they were cut into ticks.
 *
 * @param judgedTo trades up to this id were judged by the caller already and are passed over; null to judge all
 */
export function* walkTick(page: BookPage, tick: Tick, judgedTo: number | null): Generator<Step, void, void> {
  const seen = new Seen(tick);
  for (let i = 0; i < tick.trades.id.length; i += 1) {
    const trade = tradeAt(tick.trades, i);
    if (judgedTo === null || trade.id > judgedTo) {
      yield* passTime(page, trade.time, seen);
      yield* meetTrade(page, trade, seen);
    }
    seen.push(trade);
  }
  if (tick.mark !== null) yield* passTime(page, tick.mark, seen);
}

/** The last trade and the one before it, and the version of the book that the tick knows. */
class Seen {
  readonly bookVersion: number;
  last: Trade | null;
  beforeLast: Trade | null = null;

  constructor({ book, previous }: Tick) {
    this.bookVersion = book.version;
    this.last = previous;
  }

  push(trade: Trade): void {
    this.beforeLast = this.last;
    this.last = trade;
  }
}

function* meetTrade(page: BookPage, trade: Trade, { last, bookVersion }: Seen): Generator<Step, void, void> {
  const value = Number(trade.price);
  if (value < page.riseGate && value > page.fallGate && trade.time < page.dueGate) return;
  const event: MarketEvent = {
    kind: 'trade',
    position: { tradeId: trade.id, instant: trade.time },
    trade,
    previous: last,
    value,
    bookVersion,
  };
  const reach = reachOfTrade(value, trade.time);
  yield* exhaust(page, reach, () => event);
}

/** Every alert's own time events up to `instant`. */
function* passTime(page: BookPage, instant: number, seen: Seen): Generator<Step, void, void> {
  if (instant < page.dueGate || seen.last === null) return;
  const reach = reachOfTime(instant);
  yield* exhaust(page, reach, (entry) => nextTimeEvent(entry, instant, seen));
}

/** Repeats until the page answers for all of `reach` and nothing in it changes any more. */
function* exhaust(page: BookPage, reach: Reach, eventFor: EventFor): Generator<Step, void, void> {
  for (;;) {
    const verdicts = changesWithin(page, reach, eventFor);
    if (verdicts.length > 0) {
      yield { step: 'apply', verdicts };
      continue;
    }
    const part = page.shortOf(reach);
    if (!part) return;
    yield { step: 'read', part };
  }
}

type EventFor = (entry: PageEntry) => MarketEvent | null;

function changesWithin(page: BookPage, reach: Reach, eventFor: EventFor): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const entry of page.within(reach)) {
    const event = eventFor(entry);
    if (!event) continue;
    const change = judge(entry, event);
    if (change.decision !== 'stay') verdicts.push({ entry, event, change });
  }
  return verdicts;
}

function nextTimeEvent(entry: PageEntry, upTo: number, { last, beforeLast, bookVersion }: Seen): MarketEvent | null {
  const instant = wakesAt(entry);
  if (instant === null || instant > upTo || !last) return null;
  return {
    kind: 'time',
    position: { tradeId: last.id, instant },
    trade: last,
    previous: beforeLast,
    value: Number(last.price),
    bookVersion,
  };
}
