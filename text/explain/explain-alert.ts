import {
  type ArmsWhen,
  type Deadline,
  factsOf,
  type Scene,
  type StatedAlert,
  type Step,
  type WaitingFacts,
} from '../../domain/alert-facts/alert-facts.ts';
import type { Region } from '../../domain/alert-facts/region.ts';
import type { PausedBecause } from '../../domain/alerts/alert.ts';
import type { CoinState } from '../../domain/market/coin.ts';
import { isSimulated } from '../../domain/market/feed.ts';
import { type Fire, firedAt } from '../../domain/messages/trigger.ts';
import type { Metric } from '../../domain/metrics/metric.ts';
import { type Rule, reanchorOf } from '../../domain/rules/rule.ts';
import { formatFireValue } from '../format/format-fire.ts';
import { nameOf, type Quoted } from '../format/format-metric.ts';
import { formatPaused } from '../format/format-paused.ts';
import { formatPlace, nameBeside } from '../format/format-region.ts';
import { formatStep } from '../format/format-rule.ts';
import { formatTrade } from '../format/format-trade.ts';
import { explainWatch, formatDiscrepancy, formatReading, type Wording } from './explain-watch.ts';

export type ExplainedAlert = Quoted & StatedAlert;

/** `clock` formats an instant, ms, for the reader; without it: ISO 8601 UTC. */
export interface ExplainScene extends Scene {
  /** end of the alert's mute (docs/decisions/0021), ms; null: it is not muted */
  readonly mutedUntil?: number | null;
  readonly clock?: (instant: number) => string;
}

/** Why a coin is not watched at the moment; nothing is said of the empty ones. */
const COIN_WORDS: Readonly<Record<CoinState, string>> = {
  requested: '',
  live: '',
  'catching-up': 'the coin is catching up on missed trades',
  dark: 'the coin is not seen at the moment',
  halted: 'the exchange has halted the coin',
  delisted: 'the exchange has delisted the coin',
  rejected: 'the exchange does not know the coin, or refuses to send it',
};

const ARMS_WORDS: Readonly<Record<ArmsWhen, string>> = {
  'next-trade': 'arms at the next trade',
  'within-seconds': 'arms within seconds',
  'next-minute': 'arms at the next minute',
  'next-close': 'arms at the next minute close',
};

/** The alert's present state in one sentence, without a full stop: it says what `factsOf` found. */
export function explainAlert(alert: ExplainedAlert, { mutedUntil = null, ...scene }: ExplainScene): string {
  const { clock = iso } = scene;
  const mute = mutedUntil === null ? '' : `muted until ${clock(mutedUntil)}, as it has fired too often within the hour`;
  return join(explainState(alert, { ...scene, clock }), mute);
}

function explainState(alert: ExplainedAlert, { clock, ...scene }: Scene & Pick<Wording, 'clock'>): string {
  const facts = factsOf(alert, scene);
  switch (facts.status) {
    case 'faulty':
      return `faulty: ${facts.fault}`;
    case 'paused':
      return join(
        pausedStart(facts.until, clock),
        ...pausedWords(facts.because, clock),
        pausedExpiry(facts.expiry, clock),
      );
    case 'triggered':
      if (facts.endedBy) return `over, as its group fires once and has fired with ${facts.endedBy.symbol}`;
      return facts.fire ? firedOn(facts.fire, alert, clock) : 'fired';
    case 'expired':
      return join(
        facts.at === null ? 'expired' : `expired on ${clock(facts.at)}`,
        facts.fire ? `last ${firedOn(facts.fire, alert, clock)}` : 'without firing',
      );
    case 'arming':
    case 'active':
      return explainWaiting(facts, { quote: alert.quote, clock, seenAt: facts.seenAt });
  }
}

function pausedStart(end: Deadline | null, clock: Wording['clock']): string {
  return end === null ? 'paused' : `paused until ${until(end, { clock })}, then armed again`;
}

function pausedWords(because: PausedBecause | null, clock: Wording['clock']): string[] {
  return because ? [`${formatPaused('the coin', because, clock)}: it may be another coin under the same name`] : [];
}

function pausedExpiry(expiry: Deadline | null, clock: Wording['clock']): string {
  if (expiry === null) return '';
  const at = clock(expiry.at);
  return expiry.isPast
    ? `its expiry ${at} has passed: it needs a later one, or none, to be resumed`
    : `its expiry is ${at}`;
}

function explainWaiting(facts: WaitingFacts, wording: Wording): string {
  const { step, status, coin } = facts;
  const unobserved = status === 'arming' ? '' : 'the coin is not being watched';
  // a hold or cooldown that ends after the expiry says so itself
  const isLimited = facts.mayComeTooLate && step.kind !== 'holds' && step.kind !== 'cools';
  return join(
    ...explainStep(facts, wording),
    warmingWords(facts, wording),
    movedLevel(facts.rule),
    isLimited ? 'only if that comes before its expiry' : '',
    coin === null ? unobserved : COIN_WORDS[coin],
    expiryWords(facts, wording),
  );
}

/** `the RSI 14 of 4-hour candles is known from 2026-01-05T12:00:00.000Z on: the coin is traded since …` */
function warmingWords({ warmingUp }: WaitingFacts, { clock }: Wording): string {
  if (warmingUp === null) return '';
  const { metrics, until, began } = warmingUp;
  const known = `${metrics.map((metric) => nameOf(metric)).join(' and ')} ${metrics.length > 1 ? 'are' : 'is'} known`;
  return `${known} from ${clock(until)} on: the coin is traded since ${clock(began)}`;
}

function movedLevel(rule: Rule): string {
  const reanchor = reanchorOf(rule);
  return reanchor ? `each fire moves the level to ${formatStep(reanchor)} from the price that fired` : '';
}

function expiryWords({ expiry, step, mayComeTooLate }: WaitingFacts, { clock }: Wording): string {
  if (expiry === null) return '';
  const at = clock(expiry.at);
  if (expiry.isPast) return `its expiry ${at} has come and is not judged yet`;
  const end = step.kind === 'holds' ? 'hold' : step.kind === 'cools' ? 'cooldown' : null;
  return mayComeTooLate && end ? `expires on ${at}, before the ${end} ends` : `expires on ${at}`;
}

function explainStep({ step, rule, mayComeTooLate }: WaitingFacts, wording: Wording): string[] {
  switch (step.kind) {
    case 'first-trade':
      return ["waits for the coin's first trade"];
    case 'unknown':
      return [
        `waits until ${step.metrics.map((metric) => nameOf(metric)).join(' and ')} ${step.metrics.length > 1 ? 'are' : 'is'} known`,
      ];
    case 'arms': {
      const [fires = '', ...where] = explainWatch(step.watch, rule, wording);
      return [ARMS_WORDS[step.when], `then ${fires}`, ...where];
    }
    case 'watches':
      return explainWatch(step.watch, rule, wording);
    case 'holds':
      return explainHold(step, mayComeTooLate, wording);
    case 'cools':
      return [
        `fired; cooling down until ${until(step.until, wording)}`,
        ...(mayComeTooLate ? [] : [`then ${afterCooldown(step, wording)}`]),
      ];
    case 'retreats': {
      const { reading, region, discrepancy } = step;
      const remark = discrepancy && `there already, ${formatDiscrepancy(discrepancy)}`;
      return [`fired; ${armedAgain(reading.metric, region, wording)}`, formatReading(reading, wording, remark)];
    }
  }
}

function explainHold(step: Extract<Step, { kind: 'holds' }>, isTooLate: boolean, wording: Wording): string[] {
  const { region, reading, discrepancy } = step;
  const hold = `on hold until ${until(step.until, wording)}`;
  if (isTooLate || region === null) return [hold];
  const place = formatPlace(region, reading.metric, wording);
  const remark = discrepancy && `no longer there, ${formatDiscrepancy(discrepancy)}`;
  return [
    hold,
    `fires then if ${nameBeside(region, reading.metric)} stays ${place}`,
    formatReading({ ...reading, distance: null }, wording, remark),
  ];
}

function until({ at, isPast }: Deadline, { clock }: Pick<Wording, 'clock'>): string {
  return isPast ? `${clock(at)}, which is not judged yet` : clock(at);
}

/** Several conditions without an edge are judged once at the end of the cooldown: if all still hold, another begins. */
function afterCooldown({ mustEnd, metric, region }: Extract<Step, { kind: 'cools' }>, wording: Wording): string {
  return mustEnd
    ? 'armed again unless all still hold, which begins another cooldown'
    : armedAgain(metric, region, wording);
}

function armedAgain(metric: Metric, region: Region | null, wording: Wording): string {
  return region === null
    ? 'armed again'
    : `armed again once ${nameBeside(region, metric)} is ${formatPlace(region, metric, wording)}`;
}

/** `fired on 2026-01-05T12:00:00.120Z at 65,001.2 by trade 12` */
function firedOn(fire: Fire, quoted: Quoted, clock: Wording['clock']): string {
  const suffix = isSimulated(fire.feed) ? ' (simulator)' : '';
  return `fired on ${clock(firedAt(fire))} at ${formatFireValue(fire, quoted)} ${formatTrade(fire)}${suffix}`;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}
