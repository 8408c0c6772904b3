import { judge } from './judge.ts';
import type { Judgement } from './judgement.ts';
import type { MarketEvent } from './market-event.ts';
import { changePercent, isChange, metricOf, movesWithTrades } from './metric.ts';
import { nextMoves } from './next-moves.ts';
import type { BookPage, Gate, PageEntry, PagePart, Reach } from './page.ts';
import { MINUTE_MS, minuteOf, type Tick, tradeAt } from './tick.ts';
import { TickValues, touchedBy } from './tick-values.ts';
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
 * to date between steps. A trade that touches nothing costs a few comparisons.
 *
 * Time passes before each trade, up to its time, and up to the mark at the end; so the result depends on the trades
 * alone, never on how they were cut into ticks.
 *
 * @param judgedTo trades up to this id were judged by the caller already and are passed over; null to judge all
 */
export function walkTick(page: BookPage, tick: Tick, judgedTo: number | null): Generator<Step, void, void> {
  return new Walk(page, tick).run(judgedTo);
}

class Walk {
  readonly #page: BookPage;
  readonly #tick: Tick;
  readonly #values: TickValues;
  /** of the series that a trade can move, in the order of the page's gates */
  readonly #probes: readonly Probe[];
  /** the last trade and the one before it */
  #last: Trade | null;
  #beforeLast: Trade | null = null;

  constructor(page: BookPage, tick: Tick) {
    this.#page = page;
    this.#tick = tick;
    this.#values = new TickValues(tick);
    this.#probes = probesOf(page.gates, this.#values);
    this.#last = tick.previous;
  }

  *run(judgedTo: number | null): Generator<Step, void, void> {
    const { trades, minute, mark } = this.#tick;
    for (let i = 0; i < trades.id.length; i += 1) {
      const trade = tradeAt(trades, i);
      if (judgedTo === null || trade.id > judgedTo) {
        yield* this.#passTime(trade.time);
        yield* this.#meetTrade(trade);
      }
      this.#beforeLast = this.#last;
      this.#last = trade;
    }
    // the end of the minute is the start of the next one: a tick of that one tells what its values are
    if (mark !== null) yield* this.#passTime(Math.min(mark, minute + MINUTE_MS - 1));
  }

  *#meetTrade(trade: Trade): Generator<Step, void, void> {
    if (!this.#mayTouch(Number(trade.price))) return;
    const values = this.#values.atTrade(trade, this.#last);
    const event: MarketEvent = {
      kind: 'trade',
      isBoundary: false,
      position: { tradeId: trade.id, instant: trade.time },
      trade,
      previous: this.#last,
      values,
      epoch: this.#tick.epoch,
      bookVersion: this.#tick.book.version,
    };
    yield* this.#exhaust({ valueIn: touchedBy(values, false), instant: null }, () => event);
  }

  /** Minute boundaries up to `instant`, and every alert's own time events. */
  *#passTime(instant: number): Generator<Step, void, void> {
    const last = this.#last;
    if (!last) return;
    const lastBoundary = Math.min(instant, this.#tick.minute);
    for (let boundary = minuteOf(last.time) + MINUTE_MS; boundary <= lastBoundary; boundary += MINUTE_MS) {
      yield* this.#passDues(last, boundary - 1);
      yield* this.#meetBoundary(last, boundary);
    }
    yield* this.#passDues(last, instant);
  }

  *#meetBoundary(last: Trade, instant: number): Generator<Step, void, void> {
    const values = this.#values.atBoundary(last, instant);
    const valueIn = touchedBy(values, true);
    if (instant < this.#page.dueGate && !this.#page.gates.some((gate) => touches(gate, valueIn(gate.series)))) return;
    const event: MarketEvent = { ...this.#timeEvent(last, instant), isBoundary: true, values };
    yield* this.#exhaust({ valueIn, instant }, () => event);
  }

  *#passDues(last: Trade, upTo: number): Generator<Step, void, void> {
    if (upTo < this.#page.dueGate) return;
    yield* this.#exhaust({ valueIn: () => null, instant: upTo }, (entry) => {
      const { due } = nextMoves(entry);
      return due === null || due > upTo ? null : this.#timeEvent(last, due);
    });
  }

  #timeEvent(last: Trade, instant: number): MarketEvent {
    return {
      kind: 'time',
      isBoundary: false,
      position: { tradeId: last.id, instant },
      trade: last,
      previous: this.#beforeLast,
      values: this.#values.atInstant(last, instant),
      epoch: this.#tick.epoch,
      bookVersion: this.#tick.book.version,
    };
  }

  /** Repeats until the page answers for all of `reach` and nothing in it changes any more. */
  *#exhaust(reach: Reach, eventFor: EventFor): Generator<Step, void, void> {
    for (;;) {
      const verdicts = changesWithin(this.#page, reach, eventFor);
      if (verdicts.length > 0) {
        yield { step: 'apply', verdicts };
        continue;
      }
      const part = this.#page.shortOf(reach);
      if (!part) return;
      yield { step: 'read', part };
    }
  }

  #mayTouch(price: number): boolean {
    const { gates } = this.#page;
    for (const { index, reference } of this.#probes) {
      const gate = gates[index];
      const value = reference === null ? price : changePercent(price, reference);
      if (gate && (value >= gate.rise || value <= gate.fall)) return true;
    }
    return false;
  }
}

/** Where the gate of a series stands among the page's, and what its value is measured from; null: it is the price. */
interface Probe {
  readonly index: number;
  readonly reference: number | null;
}

/** A series whose values are not known in this tick touches nothing. */
function probesOf(gates: readonly Gate[], values: TickValues): Probe[] {
  return gates.flatMap(({ series }, index): Probe[] => {
    if (!movesWithTrades(series)) return [];
    const metric = metricOf(series);
    if (!isChange(metric)) return [{ index, reference: null }];
    const reference = values.reference(metric);
    return reference === null ? [] : [{ index, reference }];
  });
}

function touches({ rise, fall }: Gate, value: number | null): boolean {
  return value !== null && (value >= rise || value <= fall);
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
