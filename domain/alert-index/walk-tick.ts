import { judge } from '../alerts/judge.ts';
import { numberOfDecimal } from '../market/read-decimal.ts';
import { knownTrade, MINUTE_MS, minuteOf, receiptAt, type Tick, tradeAt } from '../market/tick.ts';
import type { Trade } from '../market/trade.ts';
import type { MarketEvent } from '../metrics/market-event.ts';
import type { ReferenceDefinition } from '../metrics/metric.ts';
import { TickValues, touchedBy } from '../metrics/tick-values.ts';
import type { IndexPage, NearestLevels, PageEntry, PageSection, Reach } from './index-page.ts';
import { nextMoves } from './next-moves.ts';
import { renewCooldowns } from './renew-cooldowns.ts';
import type { Verdict } from './verdict.ts';

/**
 * What the walk needs done before it goes on: `read` extends that section of the page; `apply` writes each verdict, in
 * any order, and puts the outcome on the page (the changed alert, or what is stored after a lost race, or nothing when it is gone).
 */
export type Step =
  | { readonly step: 'read'; readonly section: PageSection }
  | { readonly step: 'apply'; readonly verdicts: readonly Verdict[] };

/**
 * Walks a tick's events in order and yields what each does to the coin's alerts. Pure but for the page, which the caller
 * keeps up to date between steps. A trade that touches nothing costs a few comparisons.
 *
 * Time passes before each trade, up to its time, and up to the watermark at the end; so the result depends on the trades
 * alone, however they are cut into ticks.
 *
 * @param judgedTo the trades up to this id were judged before and are skipped; null to judge all
 */
export function walkTick(page: IndexPage, tick: Tick, judgedTo: number | null): Generator<Step, void, void> {
  return new Walk(page, tick).run(judgedTo);
}

/** Whether the walk has no step: the tick brings no time event to judge and touches no level, on the page or beyond it. */
export function hasNoEffect(page: IndexPage, tick: Tick, judgedTo: number | null): boolean {
  return new Walk(page, tick).hasNoEffect(judgedTo);
}

class Walk {
  readonly #page: IndexPage;
  readonly #tick: Tick;
  readonly #values: TickValues;
  /** of the series that a trade can move */
  readonly #probes: readonly Probe[];
  /** the index, among the tick's trades, of the one that is judged, and the last trade before it */
  #place = 0;
  #last: Trade | null;
  /** the start of the minute that follows the trade before the tick: later ones lie in the tick's own minute */
  readonly #firstBoundary: number;

  constructor(page: IndexPage, tick: Tick) {
    this.#page = page;
    this.#tick = tick;
    this.#values = new TickValues(tick);
    this.#probes = probesOf(page.nearestLevels, this.#values);
    this.#last = tick.previous;
    this.#firstBoundary = tick.previous ? minuteOf(tick.previous.time) + MINUTE_MS : Number.POSITIVE_INFINITY;
  }

  hasNoEffect(judgedTo: number | null): boolean {
    const count = this.#tick.trades.id.length;
    return this.#nextThatMatters(this.#firstToJudge(judgedTo)) === count && !this.#mayPass(count, this.#end);
  }

  *run(judgedTo: number | null): Generator<Step, void, void> {
    const { trades } = this.#tick;
    const count = trades.id.length;
    const first = this.#firstToJudge(judgedTo);
    for (let i = this.#nextThatMatters(first); i < count; i = this.#nextThatMatters(i + 1)) {
      this.#standBefore(i);
      const trade = tradeAt(trades, i);
      yield* this.#passTime(trade.time);
      yield* this.#meetTrade(trade);
    }
    if (!this.#mayPass(count, this.#end)) return;
    this.#standBefore(count);
    yield* this.#passTime(this.#end);
  }

  /**
   * The instant up to which time is known to have passed. The end of the minute belongs to the next one: only that one's
   * ticks have the values.
   */
  get #end(): number {
    const { minute, watermark } = this.#tick;
    return watermark === null ? Number.NEGATIVE_INFINITY : Math.min(watermark, minute + MINUTE_MS - 1);
  }

  /** The index of the first trade that was not judged before; ids grow. */
  #firstToJudge(judgedTo: number | null): number {
    const { id } = this.#tick.trades;
    let index = 0;
    if (judgedTo !== null) while (index < id.length && (id[index] ?? 0) <= judgedTo) index += 1;
    return index;
  }

  /**
   * The index of the next trade, from `index` on, before which time may pass that an alert waits for, or that may touch a
   * level. Nearly all trades do neither: they are skipped without an object or a generator of their own.
   */
  #nextThatMatters(index: number): number {
    const { time, price } = this.#tick.trades;
    const { nearestDeadline } = this.#page; // reading it brings the nearest levels up to date as well
    if (index === 0 && price.length > 0 && this.#mayPass(0, time[0] ?? 0)) return 0;
    for (let i = index; i < price.length; i += 1) {
      if ((time[i] ?? 0) >= nearestDeadline || this.#mayTouch(numberOfDecimal(price[i] ?? ''))) return i;
    }
    return price.length;
  }

  /** Whether there may be a time event to judge up to `instant`, before trade number `index`. */
  #mayPass(index: number, instant: number): boolean {
    return instant >= this.#page.nearestDeadline || (index === 0 && instant >= this.#firstBoundary);
  }

  #standBefore(index: number): void {
    this.#place = index;
    this.#last = knownTrade(this.#tick, index - 1);
  }

  *#meetTrade(trade: Trade): Generator<Step, void, void> {
    const values = this.#values.atTrade(trade, this.#last);
    const event: MarketEvent = {
      kind: 'trade',
      isBoundary: false,
      position: { tradeId: trade.id, instant: trade.time },
      trade,
      previous: this.#last,
      values,
      ...this.#carried,
    };
    // before a coin's first trade there are no time events: the trade itself ends what is over
    const instant = this.#last ? null : trade.time;
    yield* this.#exhaust({ valueIn: touchedBy(values, false), instant }, () => event, trade.time);
  }

  /** Minute boundaries up to `instant`, and every alert's own time events. */
  *#passTime(instant: number): Generator<Step, void, void> {
    const last = this.#last;
    if (!last) return;
    const { minute } = this.#tick;
    const lastBoundary = Math.min(instant, minute);
    // before the tick's minute only the price is known, and it does not change
    const steady = Math.min(instant, minute - 1);
    for (let boundary = minuteOf(last.time) + MINUTE_MS; boundary <= lastBoundary; ) {
      yield* this.#passDeadlines(last, boundary - 1, steady);
      const hasMoved = yield* this.#meetBoundary(last, boundary, boundary < minute ? steady : boundary);
      boundary = hasMoved || boundary >= minute ? boundary + MINUTE_MS : this.#nextBoundary(last, boundary);
    }
    yield* this.#passDeadlines(last, instant, instant);
  }

  /** Returns whether an alert has moved. */
  *#meetBoundary(last: Trade, instant: number, steadyUntil: number): Generator<Step, boolean, void> {
    const values = this.#values.atBoundary(last, instant);
    const valueIn = touchedBy(values, true);
    if (instant < this.#page.nearestDeadline && !this.#page.nearestLevels.some((it) => touches(it, valueIn(it.series))))
      return false;
    const event: MarketEvent = { ...this.#timeEvent(last, instant), isBoundary: true, values };
    return yield* this.#exhaust({ valueIn, instant }, () => event, steadyUntil);
  }

  /**
   * The next boundary at which an alert can move, after a boundary before the tick's minute at which none did. The values
   * do not change until the tick's minute, so only an instant that an alert waits for matters. The work does not grow with
   * the minutes between two trades.
   */
  #nextBoundary(last: Trade, boundary: number): number {
    const valueIn = touchedBy(this.#values.atBoundary(last, boundary), true);
    let next = this.#page.nearestDeadlineAfter(boundary);
    for (const { state } of this.#page.within({ valueIn, instant: null })) {
      if (state.status !== 'arming' || state.armFrom.armAfter <= boundary) continue;
      next = Math.min(next, state.armFrom.armAfter);
    }
    return Math.min(this.#tick.minute, Math.max(boundary + MINUTE_MS, Math.ceil(next / MINUTE_MS) * MINUTE_MS));
  }

  *#passDeadlines(last: Trade, upTo: number, steadyUntil: number): Generator<Step, void, void> {
    if (upTo < this.#page.nearestDeadline) return;
    const eventFor: EventFor = (entry) => {
      const { deadline } = nextMoves(entry);
      return deadline === null || deadline > upTo ? null : this.#timeEvent(last, deadline);
    };
    yield* this.#exhaust({ valueIn: () => null, instant: upTo }, eventFor, steadyUntil);
  }

  #timeEvent(last: Trade, instant: number): MarketEvent {
    return {
      kind: 'time',
      isBoundary: false,
      position: { tradeId: last.id, instant },
      trade: last,
      previous: knownTrade(this.#tick, this.#place - 2),
      values: this.#values.atInstant(last, instant),
      ...this.#carried,
    };
  }

  /** The fields that the trade at `#place` and every event before it take from the tick. */
  get #carried(): Pick<MarketEvent, 'receivedAt' | 'epoch' | 'bookVersion'> {
    const { epoch, book } = this.#tick;
    return { receivedAt: receiptAt(this.#tick, this.#place), epoch, bookVersion: book.version };
  }

  /**
   * Repeats until the page covers all of `reach` and no alert in it moves any more. Returns whether any did.
   * @param steadyUntil up to this instant no value changes
   */
  *#exhaust(reach: Reach, eventFor: EventFor, steadyUntil: number): Generator<Step, boolean, void> {
    let hasMoved = false;
    for (;;) {
      const verdicts = changesWithin(this.#page, reach, eventFor);
      if (verdicts.length > 0) {
        hasMoved = true;
        yield { step: 'apply', verdicts: verdicts.map((verdict) => renewCooldowns(verdict, steadyUntil)) };
        continue;
      }
      const section = this.#page.shortOf(reach);
      if (!section) return hasMoved;
      yield { step: 'read', section };
    }
  }

  #mayTouch(price: number): boolean {
    for (const { nearest, compare } of this.#probes) {
      if (touches(nearest, compare === null ? price : compare.value(price, compare.reference))) return true;
    }
    return false;
  }
}

/** A series that moves with trades, and how its value comes from a price; null: it is the price. */
interface Probe {
  readonly nearest: NearestLevels;
  readonly compare: { readonly reference: number; readonly value: ReferenceDefinition['value'] } | null;
}

/** A series whose values are not known in this tick touches nothing. */
function probesOf(levels: readonly NearestLevels[], values: TickValues): Probe[] {
  const probes: Probe[] = [];
  for (const nearest of levels) {
    const { mover } = nearest;
    if (mover === null) continue;
    if (mover.moves === 'with-price') {
      probes.push({ nearest, compare: null });
      continue;
    }
    const reference = values.reference(mover.name);
    if (reference !== null) probes.push({ nearest, compare: { reference, value: mover.value } });
  }
  return probes;
}

function touches({ up, down }: NearestLevels, value: number | null): boolean {
  return value !== null && (value >= up || value <= down);
}

type EventFor = (entry: PageEntry) => MarketEvent | null;

function changesWithin(page: IndexPage, reach: Reach, eventFor: EventFor): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const entry of page.within(reach)) {
    const event = eventFor(entry);
    if (!event) continue;
    const change = judge(entry, event);
    if (change.decision !== 'stay') verdicts.push({ entry, event, change });
  }
  return verdicts;
}
