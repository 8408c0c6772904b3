import {
  type Active,
  type AlertState,
  type Arming,
  conditionsOf,
  type JudgedAlert,
  type Rule,
  seriesOfRule,
} from './alert.ts';
import type { CoinState, ObservedCoin } from './coin.ts';
import { type Condition, isEdge } from './condition.ts';
import { firesWhenAll, waitsFor } from './explain-all.ts';
import { firesOnArming, firesWhen, hasComeBack, type Scene, staysSo, whereNow } from './explain-condition.ts';
import { firedAt, wordTrade } from './fire-words.ts';
import { movesWithTrades } from './metric.ts';
import { type Quoted, wordValue } from './metric-words.ts';
import { presentValue } from './present-value.ts';
import type { Fire } from './trigger.ts';

/** What is stored as the rule can't be read: the alert is faulty, whatever its state said. */
export interface FaultyRule {
  readonly rule: null;
  readonly state: Extract<AlertState, { status: 'faulty' }>;
}

export type ExplainedAlert = Quoted & { readonly lastTrigger: Fire | null } & (
    | Pick<JudgedAlert, 'rule' | 'state'>
    | FaultyRule
  );

/** What keeps a coin from being watched just now; the empty ones need no word. */
const COIN_WORDS: Record<CoinState, string> = {
  requested: '',
  live: '',
  'catching-up': 'the coin is catching up on missed trades',
  dark: 'the coin is not seen at the moment',
  halted: 'the exchange has halted the coin',
  delisted: 'the exchange has delisted the coin',
  rejected: 'the exchange does not know the coin, or refuses to send it',
};

/** An instant, ms, in words. */
type Clock = (instant: number) => string;

/**
 * The alert's present state in one sentence, without a full stop. `coin` is null while nothing was observed of it; `clock`: for
 * whom it is told, ISO 8601 UTC unless it is given.
 */
export function explainAlert(alert: ExplainedAlert, coin: ObservedCoin | null, clock: Clock = iso): string {
  if (alert.rule === null) return `faulty: ${alert.state.fault}`;
  const { rule, state, lastTrigger, quote } = alert;
  const scene = { rule, quote, coin };
  const expiry = (words: string) => (rule.expiresAt === null ? '' : `${words} ${clock(rule.expiresAt)}`);
  switch (state.status) {
    case 'arming':
      return join(...explainArming(state, scene), coin ? COIN_WORDS[coin.state] : '', expiry('expires on'));
    case 'active':
      return join(...explainActive(state, scene, clock), coinWords(coin), expiry('expires on'));
    case 'paused':
      return join('paused', expiry('its expiry is'));
    case 'triggered':
      return lastTrigger ? firedOn(lastTrigger, alert, clock) : 'fired';
    case 'expired':
      return join(
        expiry('expired on') || 'expired',
        lastTrigger ? `last ${firedOn(lastTrigger, alert, clock)}` : 'without firing',
      );
    case 'faulty':
      return `faulty: ${state.fault}`;
  }
}

function explainArming(state: Arming, scene: Scene): string[] {
  const { rule, coin } = scene;
  const conditions = conditionsOf(rule);
  const [condition] = conditions;
  const price = presentValue('price', coin);
  if (price === null || !condition) return ["waits for the coin's first trade"];
  const unknown = new Set(
    conditions.map(({ metric }) => metric).filter((metric) => presentValue(metric, coin) === null),
  );
  if (unknown.size > 0) return [`waits until ${[...unknown].join(' and ')} ${unknown.size > 1 ? 'are' : 'is'} known`];
  if (conditions.length > 1) return [armsAt(rule, state), `then ${firesWhenAll(scene)}`];
  const value = presentValue(condition.metric, coin) ?? price;
  return [armsAt(rule, state), `then ${firesOnArming(condition, value, scene)}`, ...whereNow(condition, scene)];
}

function armsAt(rule: Rule, { quietly }: Arming): string {
  if (rule.confirm === 'minute-close') return 'arms at the next minute close';
  if (seriesOfRule(rule).some(movesWithTrades)) return 'arms at the next trade';
  return quietly ? 'arms within seconds' : 'arms at the next minute';
}

function explainActive(state: Active, scene: Scene, clock: Clock): string[] {
  const { rule } = scene;
  const [condition, ...more] = conditionsOf(rule);
  if (!condition) return [];
  switch (state.phase) {
    case 'watching':
      if (more.length > 0) return [waitsFor(state.watch, scene)];
      return [firesWhen(condition, state.zone, scene), ...whereNow(condition, scene)];
    case 'holding': {
      const stays = staysSo(condition, state.reason, scene);
      return [`on hold until ${clock(state.until)}`, `fires then if ${stays}`, ...whereNow(condition, scene)];
    }
    case 'cooling':
      return [`fired; cooling down until ${clock(state.until)}`, `then ${afterCooldown(condition, scene)}`];
    case 'retreating':
      return ['fired', armedAgain(condition, scene), ...whereNow(condition, scene)];
  }
}

/** Several conditions without an edge are looked at once, then: while all of them hold nothing can fire. */
function afterCooldown(condition: Condition, scene: Scene): string {
  const conditions = conditionsOf(scene.rule);
  const mustEnd = conditions.length > 1 && !conditions.some(isEdge);
  return mustEnd ? 'armed again unless all still hold, which begins another cooldown' : armedAgain(condition, scene);
}

function armedAgain(condition: Condition, scene: Scene): string {
  const { rearmPercent } = scene.rule;
  return rearmPercent === null ? 'armed again' : `armed again when ${hasComeBack(condition, rearmPercent, scene)}`;
}

/** `fired on 2026-01-05T12:00:00.120Z at 65,001.2 by trade 12` */
function firedOn(fire: Fire, quoted: Quoted, clock: Clock): string {
  const suffix = fire.feed === 'simulator' ? ' (simulator)' : '';
  return `fired on ${clock(firedAt(fire))} at ${wordValue(fire.metric, fire.value, quoted)} ${wordTrade(fire)}${suffix}`;
}

function coinWords(coin: ObservedCoin | null): string {
  return coin ? COIN_WORDS[coin.state] : 'the coin is not being watched';
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}
