import type { Condition } from '../../domain/rules/condition.ts';
import type { FireReason } from '../../domain/rules/fire-reason.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { type CoinEvent, coinEvents, type PlainCoin } from './coin-events.ts';
import { hasRetreated, isHeld, isMet, isMovingCondition, moves } from './plain-conditions.ts';
import { isReference } from './plain-metrics.ts';
import { PlainValues } from './plain-values.ts';

/** An alert from its creation, or from its person's last edit, on. */
export interface PlainAlert {
  readonly rule: Rule;
  readonly armAfter: number;
  /** index of the first trade whose tick has the alert's index version; the time since the trade before is that tick's too */
  readonly knownFrom: number;
  /** start of that tick's minute: of earlier minutes the alert's ticks have no windowed values */
  readonly valuesFrom: number;
  /** the position judged last before an edit: nothing up to it is judged again */
  readonly after: PlainPosition | null;
  /** the instant at which a quiet coin's alert arms was judged already, and did not arm it */
  readonly quietIsSpent: boolean;
  /** it is paused until then (its `armAfter`); null: it was not paused */
  readonly sleepsUntil?: number | null;
  /** an event at or after that instant was there already */
  readonly isAwake?: boolean;
  /** index of the condition whose value it waits for; null while no value was found unknown */
  readonly waitsFor: number | null;
}

export interface PlainPosition {
  readonly tradeId: number;
  readonly instant: number;
}

export interface PlainFire extends PlainPosition {
  readonly kind: CoinEvent['kind'];
  /** of the trade before that one */
  readonly previousTradeId: number | null;
  readonly reason: FireReason;
  /** of the single condition, or of the edge among several; null where several hold at once */
  readonly metric: string | null;
  /** of that metric */
  readonly value: number | null;
  /** the value of each condition, in their order */
  readonly found: readonly (number | null)[];
  readonly watchedFrom: number;
}

export type PlainPhase = 'arming' | 'watching' | 'holding' | 'cooling' | 'retreating' | 'triggered' | 'expired';

export interface PlainOutcome {
  readonly fires: readonly PlainFire[];
  readonly status: 'arming' | 'active' | 'triggered' | 'expired';
  readonly phase: PlainPhase;
  /** of the hold or the cooldown; null in every other phase */
  readonly endsAt: number | null;
  /** the event judged last, from the one that armed the alert on; null before it */
  readonly judgedTo: PlainPosition | null;
  readonly quietIsSpent: boolean;
  readonly isArmed: boolean;
  readonly waitsFor: number;
  readonly isAwake: boolean;
  /** as its fires have left it */
  readonly rule: Rule;
}

const QUIET_MS = 1_000;

/** What happens to an alert on its coin, event by event, as docs/decisions/0007 says. */
export function watchPlainly(alert: PlainAlert, coin: PlainCoin): PlainOutcome {
  return new PlainReading(alert, coin).read();
}

class PlainReading {
  readonly #alert: PlainAlert;
  #rule: Rule;
  readonly #coin: PlainCoin;
  readonly #values: PlainValues;
  #conditions: readonly Condition[];
  readonly #edge: Condition | null;
  readonly #fires: PlainFire[] = [];
  #phase: PlainPhase = 'arming';
  /** the value judged last, of a single condition or of the edge among several; null: the next known one becomes it */
  #last: number | null = null;
  /** when the alert arms although no trade came; null once that was judged */
  #quietAt: number | null;
  #expiryIsShown = false;
  #sleepEndIsShown: boolean;
  #isAwake: boolean;
  /** of the hold or the cooldown */
  #endsAt = 0;
  #heldFor: FireReason = 'holds';
  #watchedFrom = -1;
  /** index of the condition whose value it waits for while it is arming */
  #waitsFor: number;
  #judgedTo: PlainPosition | null = null;

  constructor(alert: PlainAlert, coin: PlainCoin) {
    const { rule } = alert;
    this.#alert = alert;
    this.#rule = rule;
    this.#coin = coin;
    this.#values = new PlainValues(coin, alert, rule.confirm);
    this.#conditions = rule.all ?? (rule.condition ? [rule.condition] : []);
    this.#edge = this.#conditions.find(isMovingCondition) ?? null;
    this.#isAwake = alert.isAwake ?? true;
    this.#sleepEndIsShown = this.#isAwake;
    const quietAt = alert.armAfter + QUIET_MS;
    const isSpent = alert.quietIsSpent || (alert.after !== null && alert.after.instant >= quietAt);
    this.#quietAt = rule.confirm === 'trade' && !isSpent ? quietAt : null;
    // a condition that trades can move, if there is one
    const moving = this.#conditions.findIndex((condition) => this.#movesWithTrades(condition));
    this.#waitsFor = alert.waitsFor ?? Math.max(moving, 0);
  }

  read(): PlainOutcome {
    const { knownFrom } = this.#alert;
    let index = knownFrom - 1;
    for (const event of coinEvents(this.#coin)) {
      if (event.index < knownFrom - 1 || (event.kind === 'trade' && event.index < knownFrom)) continue;
      const isBoundary = event.kind === 'boundary';
      // the alert's own event at a boundary is the boundary itself
      this.#judgeOwnEvents(index, isBoundary ? event.instant - 1 : event.instant);
      if (isBoundary || this.#judgesTrades()) this.#judge(event);
      index = event.index;
    }
    const { until, trades } = this.#coin;
    if (until !== null && knownFrom <= trades.length) this.#judgeOwnEvents(index, until);
    const status = ['arming', 'triggered', 'expired'] as const;
    return {
      fires: this.#fires,
      status: status.find((it) => it === this.#phase) ?? 'active',
      phase: this.#phase,
      endsAt: this.#phase === 'holding' || this.#phase === 'cooling' ? this.#endsAt : null,
      judgedTo: this.#judgedTo,
      quietIsSpent: this.#quietAt === null,
      isArmed: this.#watchedFrom >= 0,
      waitsFor: this.#waitsFor,
      isAwake: this.#isAwake,
      rule: this.#rule,
    };
  }

  #judgesTrades(): boolean {
    return this.#conditions.some((condition) => this.#movesWithTrades(condition));
  }

  #movesWithTrades({ metric }: Condition): boolean {
    return this.#rule.confirm === 'trade' && (metric === 'price' || isReference(metric));
  }

  /** @param index of the trade that they follow */
  #judgeOwnEvents(index: number, upTo: number): void {
    for (let instant = this.#nextOwn(); instant <= upTo; instant = this.#nextOwn()) {
      this.#judge({ kind: 'own', index, instant });
    }
  }

  #nextOwn(): number {
    if (this.#phase === 'triggered' || this.#phase === 'expired') return Number.POSITIVE_INFINITY;
    const instants = [
      this.#expiryIsShown ? null : this.#rule.expiresAt,
      this.#sleepEndIsShown ? null : (this.#alert.sleepsUntil ?? null),
    ];
    if (this.#rule.confirm === 'trade') {
      if (this.#phase === 'arming') instants.push(this.#quietAt);
      if (this.#phase === 'holding' || this.#phase === 'cooling') instants.push(this.#endsAt);
    }
    return Math.min(...instants.map((instant) => instant ?? Number.POSITIVE_INFINITY));
  }

  #judge(event: CoinEvent): void {
    if (this.#phase === 'triggered' || this.#phase === 'expired') return;
    const { instant } = event;
    const isQuietArming = this.#quietAt !== null && instant >= this.#quietAt && event.kind !== 'trade';
    if (isQuietArming) this.#quietAt = null;
    const { sleepsUntil = null } = this.#alert;
    const isSleepEnd = event.kind === 'own' && instant === sleepsUntil;
    if (isSleepEnd) this.#sleepEndIsShown = true;
    const isExpiry = this.#rule.expiresAt !== null && instant >= this.#rule.expiresAt;
    if (isExpiry) this.#expiryIsShown = true;
    // before a coin's first trade there is no event: that trade finds the alert expired, or its pause over
    const trade = this.#coin.trades[isExpiry || isSleepEnd ? Math.max(event.index, 0) : event.index];
    if (!trade) return;
    const position = { tradeId: trade.id, instant };
    const waitedFor = this.#waitsFor;
    if (isUpTo(position, this.#alert.after)) return;
    if (sleepsUntil !== null && instant >= sleepsUntil) this.#isAwake = true;
    // the end of a pause arms nothing by itself
    if (isSleepEnd) return;
    // a quiet arming whose last trade is not before it does not arm the alert, and does not come again
    const isTooLate = isQuietArming && event.kind === 'own' && trade.time >= instant;
    if (isExpiry) this.#phase = 'expired';
    else if (!isTooLate) this.#step(event);
    const waitsForAnother = this.#waitsFor !== waitedFor;
    if (this.#watchedFrom >= 0 || isQuietArming || isExpiry || waitsForAnother) this.#judgedTo = position;
  }

  #step(event: CoinEvent): void {
    if (this.#phase === 'arming') this.#tryToArm(event);
    else if (this.#phase === 'watching') this.#watch(event);
    else if (this.#phase === 'holding') this.#hold(event);
    else if (this.#phase === 'cooling') this.#cool(event);
    else if (this.#phase === 'retreating') this.#retreat(event);
  }

  /** The value that it waits for counts at events that can change it; the others count once that one is known. */
  #tryToArm(event: CoinEvent): void {
    const values = this.#conditions.map((condition) => this.#values.at(condition.metric, event));
    const waitedFor = this.#conditions[this.#waitsFor];
    if (event.instant < this.#alert.armAfter || !waitedFor || values[this.#waitsFor] === null) return;
    if (event.kind === 'trade' && !this.#movesWithTrades(waitedFor)) return;
    if (values.includes(null)) {
      if (!this.#values.lacksValues(event)) this.#waitsFor = values.indexOf(null);
      return;
    }
    this.#phase = 'watching';
    this.#watchedFrom = this.#coin.trades[event.index]?.id ?? -1;
    this.#startFromPresent(event);
    if (!this.#edge && this.#areMet(event)) this.#meet(event, 'holds');
  }

  /** From here on the value as it stands is the one judged last. */
  #startFromPresent(event: CoinEvent): void {
    const judged = this.#rule.condition ?? this.#edge;
    this.#last = judged ? this.#values.at(judged.metric, event) : null;
  }

  /** Whether all the conditions that can hold do. An unknown one does not. */
  #areMet(event: CoinEvent): boolean {
    return this.#conditions.every((condition) => {
      const value = this.#values.at(condition.metric, event);
      return isMovingCondition(condition) || (value !== null && isMet(condition, value));
    });
  }

  #watch(event: CoinEvent): void {
    const { condition } = this.#rule;
    if (condition) this.#watchOne(condition, event);
    else if (this.#edge) this.#watchEdge(this.#edge, event);
    else if (this.#areMet(event)) this.#meet(event, 'holds');
  }

  #watchOne(condition: Condition, event: CoinEvent): void {
    const value = this.#values.at(condition.metric, event);
    if (value === null) return;
    const before = this.#last;
    this.#last = value;
    const reason = before === null ? null : moves(condition, before, value);
    if (reason) this.#meet(event, reason);
  }

  #watchEdge(edge: Condition, event: CoinEvent): void {
    const before = this.#values.justBefore(edge.metric, event, this.#last);
    const value = this.#values.at(edge.metric, event);
    if (event.kind === 'boundary' && value !== null) this.#last = value;
    const reason = before === null || value === null ? null : moves(edge, before, value);
    if (reason && this.#areMet(event)) this.#meet(event, reason);
  }

  #meet(event: CoinEvent, reason: FireReason): void {
    const { holdSeconds } = this.#rule;
    if (holdSeconds === null) {
      this.#fire(event, reason);
      return;
    }
    this.#phase = 'holding';
    this.#heldFor = reason;
    this.#endsAt = event.instant + holdSeconds * 1_000;
  }

  #hold(event: CoinEvent): void {
    const condition = this.#rule.condition;
    if (!condition) throw new Error('only a single condition is held');
    const value = this.#values.at(condition.metric, event);
    const isEnd = event.instant >= this.#endsAt;
    if (value === null && !isEnd) return;
    this.#last = value;
    if (value === null) this.#phase = 'arming';
    else if (!isHeld(condition, this.#heldFor, value)) this.#phase = 'watching';
    else if (isEnd) this.#fire(event, this.#heldFor);
  }

  #fire(event: CoinEvent, reason: FireReason): void {
    const { repeat, rearmPercent } = this.#rule;
    const { trades } = this.#coin;
    const metric = (this.#rule.condition ?? this.#edge)?.metric ?? null;
    this.#fires.push({
      kind: event.kind,
      tradeId: trades[event.index]?.id ?? -1,
      previousTradeId: trades[event.index - 1]?.id ?? null,
      instant: event.instant,
      reason,
      metric,
      value: metric && this.#values.at(metric, event),
      found: this.#conditions.map((condition) => this.#values.at(condition.metric, event)),
      watchedFrom: this.#watchedFrom,
    });
    const hasLevel = this.#moveLevel(Number(trades[event.index]?.price));
    if (repeat.mode === 'once' || !hasLevel) this.#phase = 'triggered';
    else if (repeat.cooldownSeconds !== null) this.#coolFrom(event, repeat.cooldownSeconds);
    else if (rearmPercent !== null) this.#retreat(event);
    else this.#startOver(event);
  }

  #startOver(event: CoinEvent): void {
    this.#phase = 'watching';
    this.#startFromPresent(event);
  }

  /** Where each fire moves the level: to the step from the price that fired. False when there is no such level above 0. */
  #moveLevel(price: number): boolean {
    const { repeat, condition } = this.#rule;
    if (repeat.mode === 'once' || !repeat.reanchor || !condition || !('level' in condition)) return true;
    const level = levelAtStep(price, Number.parseFloat(repeat.reanchor.step), Number(repeat.reanchor.tickSize));
    if (level <= 0) return false;
    this.#rule = { ...this.#rule, condition: { ...condition, level: String(level) } };
    this.#conditions = [{ ...condition, level: String(level) }];
    return true;
  }

  #coolFrom(event: CoinEvent, seconds: number): void {
    this.#phase = 'cooling';
    this.#endsAt = event.instant + seconds * 1_000;
  }

  #cool(event: CoinEvent): void {
    const { repeat, rearmPercent, condition } = this.#rule;
    if (event.instant < this.#endsAt || repeat.mode === 'once' || repeat.cooldownSeconds === null) return;
    const stillMet = !condition && !this.#edge && this.#areMet(event);
    if (stillMet) {
      this.#coolFrom(event, repeat.cooldownSeconds);
    } else if (rearmPercent !== null) {
      this.#retreat(event);
    } else {
      this.#startOver(event);
    }
  }

  #retreat(event: CoinEvent): void {
    this.#phase = 'retreating';
    const { condition, rearmPercent } = this.#rule;
    const value = condition ? this.#values.at(condition.metric, event) : null;
    if (!condition || value === null || !hasRetreated(condition, rearmPercent ?? 0, value)) return;
    this.#phase = 'watching';
    this.#last = value;
  }
}

/** In whole hundredths of a percent and of the tick: the tests' prices and ticks have at most two places. */
function levelAtStep(price: number, percent: number, tickSize: number): number {
  const [cents, tick] = [Math.round(price * 100), Math.round(tickSize * 100)];
  const target = (cents * (10_000 + Math.round(percent * 100))) / 10_000;
  const nearest = Math.floor(target / tick + 0.5);
  const ticks =
    percent > 0 ? Math.max(nearest, Math.floor(cents / tick) + 1) : Math.min(nearest, Math.ceil(cents / tick) - 1);
  return (ticks * tick) / 100;
}

function isUpTo(position: PlainPosition, bound: PlainPosition | null): boolean {
  if (!bound) return false;
  return position.tradeId < bound.tradeId || (position.tradeId === bound.tradeId && position.instant <= bound.instant);
}
