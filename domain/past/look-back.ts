import { armingState } from '../alerts/arming-state.ts';
import type { Candle } from '../market/candle.ts';
import type { UnwatchedSpan } from '../market/coin.ts';
import type { Feed } from '../market/feed.ts';
import { MINUTE_MS, minuteOf, type Tick } from '../market/tick.ts';
import { isWindowed } from '../metrics/metric.ts';
import { historyBefore, type LongerCandles } from '../metrics/past-candles.ts';
import { metricOf, type Series } from '../metrics/series.ts';
import { candleTicks } from '../preview/candle-ticks.ts';
import { PreviewTimeError } from '../preview/preview.ts';
import { conditionsOf, type Rule, seriesOfRule } from '../rules/rule.ts';
import { type ClosestApproach, ConditionReach, type TimeSpan } from './condition-reach.ts';
import { cutTick } from './cut-tick.ts';
import { type Fact, factsOf, type Known } from './fact.ts';
import { type KeptBack, keptBack } from './kept-back.ts';
import { mayMoveUnseen, PastReplay } from './past-replay.ts';
import { layUnwatched, pastStateOf, SpanRecorder, type StateSpan, waitsForTrades } from './state-span.ts';

/** The longest time that is explained at once. */
export const MAX_PAST_DAYS = 7;
/** So far before it the states are followed, where the last fact is older. */
const WARM_UP_MS = 1_440 * MINUTE_MS;
/** Minutes between two questions whether the replay may go on. */
const ASKED_EVERY_MINUTES = 64;

export interface LookBack extends Known {
  readonly symbol: string;
  readonly feed: Feed;
  /** ms, half-open; `to` is not after the present */
  readonly from: number;
  readonly to: number;
  /** 1-minute candles, ascending, from `replayedFrom` on and, for the windows, before it (`minutesFrom`) */
  readonly candles: readonly Candle[];
  /** closed candles before `replayedFrom`, for metrics that are computed from longer ones (`longerBefore`) */
  readonly longer: LongerCandles;
  /** since when the coin is traded under the symbol, ms: earlier candles are of another one; null when that is not known */
  readonly listedFrom: number | null;
  readonly unwatched: readonly UnwatchedSpan[];
  /** asked now and then: false ends it */
  readonly mayGoOn: () => boolean;
}

/** What an alert did in a time. */
export interface Past {
  /** they cover the time that was asked for, one after the other */
  readonly states: readonly StateSpan[];
  /** those of the time that was asked for, oldest first */
  readonly fires: readonly Fact[];
  readonly closest: readonly ClosestApproach[];
  readonly keptBack: readonly KeptBack[];
  /** minutes of the time that are not stored, though what they hold was needed */
  readonly unknownMinutes: number;
}

/** From where on minutes are replayed, the start of one, ms: the last fact before `from`, or a day before it. */
export function replayedFrom({ from, ...known }: Known & Pick<LookBack, 'from'>): number {
  const start = factsOf(known).findLast(({ at }) => at <= from)?.at ?? from;
  return minuteOf(Math.max(start, from - WARM_UP_MS));
}

/**
 * What is known of the alert between `from` and `to`: facts where there are some, and between them what the evaluator makes of the
 * stored minutes (docs/decisions/0027). @throws PreviewTimeError when it may not go on
 */
export function lookBack(asked: LookBack): Past {
  const { from, to } = asked;
  const facts = factsOf(asked);
  const spans = new SpanRecorder();
  const reach = new ConditionReach({ from, to });
  const walk = new PastWalk(asked, facts, spans);
  const unknown = walk.run(reach);
  const states = layUnwatched(spans.between(from, to), unwatchedOf(asked.unwatched, facts));
  const fires = facts.filter(({ at, fired }) => fired !== null && at >= from && at < to);
  return {
    states,
    fires,
    closest: reach.closest,
    keptBack: keptBack({ states, metMinutes: reach.metMinutes, fires, brokenHolds: walk.brokenHolds }),
    unknownMinutes: unknown,
  };
}

/** The intervals, or their parts, in which what was not judged mattered to the rule: prices are judged where windows are unknown. */
function unwatchedOf(intervals: readonly UnwatchedSpan[], facts: readonly Fact[]): UnwatchedSpan[] {
  return intervals.flatMap((interval) => {
    if (interval.reason !== 'no-windows') return [interval];
    return facts.flatMap(({ at, rule }, index): UnwatchedSpan[] => {
      const from = Math.max(interval.from, at);
      const to = Math.min(interval.to, facts[index + 1]?.at ?? interval.to);
      const hasWindow = conditionsOf(rule).some(({ metric }) => isWindowed(metric));
      return hasWindow && from < to ? [{ ...interval, from, to }] : [];
    });
  });
}

/** Goes through the minutes with the facts that lie in them. */
class PastWalk {
  readonly #asked: LookBack;
  readonly #facts: readonly Fact[];
  readonly #spans: SpanRecorder;
  #replay: PastReplay | null = null;
  #next = 0;
  /** when a hold ended before its time; ms */
  readonly brokenHolds: number[] = [];

  constructor(asked: LookBack, facts: readonly Fact[], spans: SpanRecorder) {
    this.#asked = asked;
    this.#facts = facts;
    this.#spans = spans;
  }

  /** Returns the number of minutes that would have been needed and are not stored. */
  run(reach: ConditionReach): number {
    const { to, candles, mayGoOn } = this.#asked;
    const start = replayedFrom(this.#asked);
    const end = minuteOf(to - 1) + MINUTE_MS;
    // the minute before has the price that time events at the beginning find
    const first = start - MINUTE_MS;
    const stored = candles.filter((candle) => candle.start >= first);
    const known = new Set(stored.map((candle) => candle.start));
    this.#begin(start);
    let unknown = 0;
    for (const tick of this.#ticks(stored, { from: first, to: end })) {
      if (tick.minute < start) continue;
      if (tick.seq % ASKED_EVERY_MINUTES === 0 && !mayGoOn())
        throw new PreviewTimeError((tick.minute - start) / (end - start));
      const isStored = known.has(tick.minute);
      const rule = this.#facts.findLast(({ at }) => at <= tick.minute)?.rule;
      if (isStored && rule) reach.see(tick, rule);
      if (!isStored && this.#missMinute(tick.minute) && tick.minute >= this.#asked.from) unknown += 1;
      if (isStored) this.#knowAgain(tick.minute);
      this.#judge(tick);
    }
    return unknown;
  }

  /** From the last fact on; from one of long ago with its state, or, where trades may have moved it, with one that the first trades make out. */
  #begin(start: number): void {
    const last = Math.max(
      this.#facts.findLastIndex(({ at }) => at <= this.#asked.from),
      0,
    );
    const fact = this.#facts[last];
    this.#next = last;
    if (!fact || fact.at >= start) return;
    this.#next += 1;
    const isPresent = this.#next === this.#facts.length;
    if (isPresent || !waitsForTrades(pastStateOf(fact.state))) {
      this.#set(fact, null);
      return;
    }
    const state = armingState(fact.rule, { armAfter: start, bookVersion: 0 }, null);
    this.#replay = new PastReplay({ ...fact, at: start, state }, null);
    this.#spans.begin({ from: start, state: pastStateOf(state), isExact: false });
  }

  #judge(tick: Tick): void {
    let rest = tick;
    for (
      let fact = this.#facts[this.#next];
      fact && fact.at < tick.minute + MINUTE_MS;
      fact = this.#facts[this.#next]
    ) {
      const [before, after] = cutTick(rest, Math.max(fact.at, tick.minute));
      this.#move(before);
      this.#set(fact, before);
      this.#next += 1;
      rest = after;
    }
    this.#move(rest);
  }

  /** The last fact is the present: nothing has moved the alert since. */
  #move(tick: Tick): void {
    if (!this.#replay || this.#next >= this.#facts.length) return;
    for (const { instant, state, reason, isExact } of this.#replay.judge(tick)) {
      if (reason === 'hold-broken') this.brokenHolds.push(instant);
      // it armed, and did not fire as it did
      const isArmed = reason === 'not-fired' && state.status === 'arming';
      const shown = isArmed ? ({ name: 'watching' } as const) : pastStateOf(state);
      if (!this.#isMissing) this.#spans.begin({ from: instant, state: shown, isExact });
    }
  }

  #set(fact: Fact, before: Tick | null): void {
    this.#replay = new PastReplay(fact, before);
    this.#recordHold(fact);
    this.#spans.begin({ from: fact.at, state: pastStateOf(fact.state), isExact: !mayMoveUnseen(fact) });
  }

  /** A fire at the end of a hold says when the hold began. */
  #recordHold({ at, fired }: Fact): void {
    const holdSeconds = fired?.rule.confirm === 'trade' ? fired.rule.holdSeconds : null;
    if (holdSeconds === null || holdSeconds === undefined) return;
    this.#spans.begin({ from: at - holdSeconds * 1_000, state: { name: 'holding', until: at }, isExact: true });
  }

  get #isMissing(): boolean {
    return this.#spans.last?.state.name === 'unknown';
  }

  /** Whether the minute's trades would have mattered. */
  #missMinute(minute: number): boolean {
    const fact = this.#facts[this.#next];
    if (!this.#replay || !fact || fact.at <= minute) return false;
    const state = pastStateOf(this.#replay.state);
    const mayMove = waitsForTrades(state) || (state.name === 'cooling' && state.until < minute + MINUTE_MS);
    if (mayMove && !this.#isMissing) this.#spans.begin({ from: minute, state: { name: 'unknown' }, isExact: true });
    return mayMove;
  }

  #knowAgain(minute: number): void {
    if (!this.#replay || !this.#isMissing) return;
    this.#spans.begin({ from: minute, state: pastStateOf(this.#replay.state), isExact: false });
  }

  #series(): Series[] {
    const rules: Rule[] = this.#facts.map(({ rule }) => rule);
    return [...new Set(rules.flatMap(seriesOfRule))];
  }

  /** Where another coin takes the name, its windows start again. */
  *#ticks(candles: readonly Candle[], { from, to }: TimeSpan): Generator<Tick, void, void> {
    const { symbol, feed, listedFrom } = this.#asked;
    const listed = minuteOf(listedFrom ?? 0);
    const starts = listed > from && listed < to ? [from, listed] : [from];
    for (const [index, start] of starts.entries()) {
      const span = { from: start, to: starts[index + 1] ?? to };
      const own = candles.filter((candle) => candle.start >= span.from && candle.start < span.to);
      const began = listed <= start ? listed : 0;
      const history = historyBefore({ ...this.#asked, metrics: metricsOf(this.#asked), from: start, began });
      yield* candleTicks({ symbol, feed, series: this.#series(), history, ...span, candles: own });
    }
  }
}

/** The metrics of all rules that the alert had in the time. */
export function metricsOf(known: Known): ReturnType<typeof metricOf>[] {
  return [...new Set(factsOf(known).flatMap(({ rule }) => seriesOfRule(rule).map(metricOf)))];
}
