import type { Active, AlertState, Arming, EndedBy, JudgedAlert, PausedBecause } from '../alerts/alert.ts';
import { quietInstant } from '../alerts/arming-state.ts';
import type { CoinState, ObservedCoin } from '../market/coin.ts';
import type { Fire } from '../messages/trigger.ts';
import type { Metric } from '../metrics/metric.ts';
import { movesWithTrades } from '../metrics/series.ts';
import { type Condition, isEdge } from '../rules/condition.ts';
import { firstChance } from '../rules/expiry.ts';
import { conditionsOf, type Rule, seriesOfRule } from '../rules/rule.ts';
import {
  type Discrepancy,
  discrepancyOf,
  type Reading,
  readValue,
  type Standing,
  standingOf,
} from './alert-reading.ts';
import { observedAt, presentValue } from './present-value.ts';
import { holdRegion, metRegion, type Path, pathFrom, pathFromValue, type Region, retreatRegion } from './region.ts';
import { type WarmingUp, warmingUpOf } from './warming-up.ts';

/**
 * What there is to say of an alert: what it waits for, where the value must go by the evaluator's own transitions
 * (region.ts), where it was seen and when, and the instants ahead. Explanations are made from this alone, so that a test
 * can compare each sentence with what really happens. All times are exchange ms.
 */
export type AlertFacts =
  | { readonly status: 'faulty'; readonly fault: string }
  /** `because`: why the system paused it; null when its person did. `until`: null when its person must resume it */
  | {
      readonly status: 'paused';
      readonly because: PausedBecause | null;
      readonly until: Deadline | null;
      readonly expiry: Deadline | null;
    }
  /** `endedBy`: the fire of another member of its group; null when it has fired itself */
  | { readonly status: 'triggered'; readonly fire: Fire | null; readonly endedBy: EndedBy | null }
  | { readonly status: 'expired'; readonly at: number | null; readonly fire: Fire | null }
  | WaitingFacts;

/** `isPast`: the instant has come, and is not judged yet. */
export interface Deadline {
  readonly at: number;
  readonly isPast: boolean;
}

export interface WaitingFacts {
  readonly status: 'arming' | 'active';
  readonly rule: Rule;
  readonly step: Step;
  /** null while nothing was observed of the coin */
  readonly coin: CoinState | null;
  /** the instant of the values; null before the first trade */
  readonly seenAt: number | null;
  readonly expiry: Deadline | null;
  /** the coin is too young for what the rule watches */
  readonly warmingUp: WarmingUp | null;
  /** the step may end after the expiry, or at the same instant, at which the expiry comes first */
  readonly mayComeTooLate: boolean;
}

export type Step =
  | { readonly kind: 'first-trade' }
  | { readonly kind: 'unknown'; readonly metrics: readonly Metric[] }
  | { readonly kind: 'arms'; readonly when: ArmsWhen; readonly watch: Watch }
  | { readonly kind: 'watches'; readonly watch: Watch }
  | {
      readonly kind: 'holds';
      readonly until: Deadline;
      readonly region: Region | null;
      readonly reading: Reading;
      readonly discrepancy: Discrepancy | null;
    }
  | {
      readonly kind: 'cools';
      readonly until: Deadline;
      /** where the value must be at the end or later for the alert to be armed again; null: anywhere */
      readonly region: Region | null;
      readonly metric: Metric;
      /** if all conditions hold at the end, another cooldown begins */
      readonly mustEnd: boolean;
    }
  | {
      readonly kind: 'retreats';
      readonly region: Region;
      readonly reading: Reading;
      readonly discrepancy: Discrepancy | null;
    };

export type ArmsWhen = 'next-trade' | 'within-seconds' | 'next-minute' | 'next-close';

/** What makes an armed alert fire, or one that is about to arm. */
export type Watch =
  | {
      readonly kind: 'one';
      readonly condition: Condition;
      readonly path: Path;
      readonly reading: Reading;
      readonly discrepancy: Discrepancy | null;
    }
  /** it is met: the alert fires, or begins its hold, when it arms */
  | { readonly kind: 'met'; readonly condition: Condition; readonly region: Region | null; readonly reading: Reading }
  /** its value was not known when the alert was judged last */
  | { readonly kind: 'next-known'; readonly reading: Reading }
  | {
      readonly kind: 'all';
      readonly edge: Standing | null;
      readonly others: readonly Standing[];
      /** there is no edge, and every condition holds */
      readonly allHold: boolean;
      /** why the alert, though armed, has not fired although all hold */
      readonly discrepancy: Discrepancy | null;
    };

/** An alert whose stored rule can't be read is faulty, whatever its state says. */
export interface FaultyRule {
  readonly rule: null;
  readonly state: Extract<AlertState, { status: 'faulty' }>;
}

export type StatedAlert = { readonly lastTrigger: Fire | null } & (Pick<JudgedAlert, 'rule' | 'state'> | FaultyRule);

/** The present of an alert. `coin`: null while nothing was observed of it; `now`: ms, exchange clock. */
export interface Scene {
  readonly coin: ObservedCoin | null;
  readonly now: number;
}

/** Until when the coin is too young for what a waiting alert watches, ms; null otherwise. */
export function warmingUpUntil(alert: StatedAlert, scene: Scene): number | null {
  const facts = factsOf(alert, scene);
  return facts.status === 'arming' || facts.status === 'active' ? (facts.warmingUp?.until ?? null) : null;
}

export function factsOf(alert: StatedAlert, scene: Scene): AlertFacts {
  if (alert.rule === null) return { status: 'faulty', fault: alert.state.fault };
  const { rule, state, lastTrigger } = alert;
  switch (state.status) {
    case 'arming':
      return waiting(rule, armingStep(rule, state, scene), scene);
    case 'active':
      return waiting(rule, activeStep(rule, state, scene), scene);
    case 'paused':
      return {
        status: 'paused',
        because: state.because ?? null,
        until: state.armFrom ? deadline(state.armFrom.armAfter, scene) : null,
        expiry: expiryOf(rule, scene),
      };
    case 'triggered':
      return { status: 'triggered', fire: lastTrigger, endedBy: state.endedBy ?? null };
    case 'expired':
      return { status: 'expired', at: rule.expiresAt, fire: lastTrigger };
    case 'faulty':
      return { status: 'faulty', fault: state.fault };
  }
}

function waiting(rule: Rule, step: Step, scene: Scene): WaitingFacts {
  const expiry = expiryOf(rule, scene);
  return {
    status: step.kind === 'arms' || step.kind === 'first-trade' || step.kind === 'unknown' ? 'arming' : 'active',
    rule,
    step,
    coin: scene.coin?.state ?? null,
    seenAt: observedAt(scene.coin)?.instant ?? null,
    expiry,
    warmingUp: warmingUpOf(rule, scene),
    mayComeTooLate: expiry !== null && expiry.at <= earliestEnd(rule, step, scene),
  };
}

/** The step can't end before this instant. */
function earliestEnd(rule: Rule, step: Step, { now }: Scene): number {
  return step.kind === 'holds' || step.kind === 'cools' ? step.until.at : firstChance(rule, now);
}

function expiryOf({ expiresAt }: Rule, scene: Scene): Deadline | null {
  return expiresAt === null ? null : deadline(expiresAt, scene);
}

function deadline(at: number, { now }: Scene): Deadline {
  return { at, isPast: at <= now };
}

function armingStep(rule: Rule, state: Arming, scene: Scene): Step {
  const { coin } = scene;
  const metrics = [...new Set(conditionsOf(rule).map(({ metric }) => metric))];
  if (coin === null || coin.price === null) return { kind: 'first-trade' };
  const unknown = metrics.filter((metric) => presentValue(metric, coin) === null);
  if (unknown.length > 0) return { kind: 'unknown', metrics: unknown };
  return { kind: 'arms', when: armsWhen(rule, state), watch: watchOnArming(rule, coin) };
}

function armsWhen(rule: Rule, state: Arming): ArmsWhen {
  if (rule.confirm === 'minute-close') return 'next-close';
  if (quietInstant(state) !== null) return 'within-seconds';
  return seriesOfRule(rule).some(movesWithTrades) ? 'next-trade' : 'next-minute';
}

/** An alert that is not armed yet has no zone: it takes that of the value when it arms, and may fire then. */
function watchOnArming(rule: Rule, coin: ObservedCoin | null): Watch {
  const [condition, ...more] = conditionsOf(rule);
  if (!condition || more.length > 0) return watchAll(rule, coin, null);
  const { metric } = condition;
  const region = metRegion(condition);
  const reading = readValue(metric, region, coin);
  if (reading.isInside) return { kind: 'met', condition, region, reading };
  const path = pathFromValue(condition, reading.value?.number ?? Number.NaN);
  return {
    kind: 'one',
    condition,
    path,
    reading: readValue(metric, path.first ?? path.fires, coin),
    discrepancy: null,
  };
}

function activeStep(rule: Rule, state: Active, scene: Scene): Step {
  const [condition, ...more] = conditionsOf(rule);
  if (!condition) return { kind: 'watches', watch: watchAll(rule, scene.coin, state) };
  switch (state.phase) {
    case 'watching':
      if (more.length > 0) return { kind: 'watches', watch: watchAll(rule, scene.coin, state) };
      return { kind: 'watches', watch: watchOne(rule, condition, state, scene.coin) };
    case 'holding': {
      const region = holdRegion(condition, state.reason);
      const read = readAgainst({ rule, condition, state, region, expected: 'inside' }, scene.coin);
      return { kind: 'holds', until: deadline(state.until, scene), region, ...read };
    }
    case 'cooling': {
      const mustEnd = more.length > 0 && !conditionsOf(rule).some(isEdge);
      const region = rule.rearmPercent === null ? null : retreatRegion(condition, rule.rearmPercent);
      return { kind: 'cools', until: deadline(state.until, scene), region, metric: condition.metric, mustEnd };
    }
    case 'retreating': {
      const region = retreatRegion(condition, rule.rearmPercent ?? 0);
      const read = readAgainst({ rule, condition, state, region, expected: 'outside' }, scene.coin);
      return { kind: 'retreats', region, ...read };
    }
  }
}

type Watching = Extract<Active, { phase: 'watching' }>;

function watchOne(rule: Rule, condition: Condition, state: Watching, coin: ObservedCoin | null): Watch {
  if (state.zone === null) return { kind: 'next-known', reading: readValue(condition.metric, null, coin) };
  const path = pathFrom(condition, state.zone);
  const region = path.first ?? path.fires;
  return {
    kind: 'one',
    condition,
    path,
    ...readAgainst({ rule, condition, state, region, expected: 'outside' }, coin),
  };
}

interface Expected {
  readonly rule: Rule;
  readonly condition: Condition;
  readonly state: Active;
  readonly region: Region | null;
  /** where the value is, if the evaluator has judged it */
  readonly expected: 'inside' | 'outside';
}

function readAgainst({ rule, condition, state, region, expected }: Expected, coin: ObservedCoin | null) {
  const reading = readValue(condition.metric, region, coin);
  const isAsExpected = reading.value === null || reading.isInside === (expected === 'inside');
  const discrepancy = isAsExpected ? null : discrepancyOf(rule, [condition.metric], { coin, asOf: state.asOf });
  return { reading, discrepancy };
}

/** `state`: null while the alert is not armed; then there is no discrepancy if all conditions hold. */
function watchAll(rule: Rule, coin: ObservedCoin | null, state: Active | null): Watch {
  const standings = conditionsOf(rule).map((condition) => standingOf(condition, coin));
  const edge = standings.find(({ condition }) => isEdge(condition)) ?? null;
  const others = standings.filter((standing) => standing !== edge);
  const allHold = edge === null && others.every(({ isInside }) => isInside);
  const metrics = standings.map(({ metric }) => metric);
  const discrepancy = allHold && state ? discrepancyOf(rule, metrics, { coin, asOf: state.asOf }) : null;
  return { kind: 'all', edge, others, allHold, discrepancy };
}
