import { MINUTE_MS } from '../market/tick.ts';
import type { MarketEvent } from '../metrics/market-event.ts';
import type { Condition } from '../rules/condition.ts';
import type { FireReason } from '../rules/fire-reason.ts';
import type { Rule } from '../rules/rule.ts';
import type { Active, AlertState, JudgedAlert } from './alert.ts';

/** Why a decision was made; logs, proofs and explanations say it. */
export type Reason =
  | FireReason
  | 'out-of-index' // paused, triggered, expired or faulty: nothing is judged
  | 'already-judged' // the event is at or before `asOf`
  | 'older-epoch' // the tick is of an older run of the task than the one that armed the alert
  | 'not-its-event' // a trade, for an alert that is judged at minute boundaries only
  | 'not-due' // arming, and the event comes before `armFrom`
  | 'unknown' // a value that is needed is not known
  | 'armed' // first values judged; nothing fired
  | 'unchanged' // no state changes
  | 'changed-zone' // the value went to another zone without firing
  | 'changed-watch' // another condition is watched now: it keeps the alert from firing
  | 'hold-begun' // met; it must stay met until the hold's end
  | 'hold-broken' // no longer met before the hold's end
  | 'cooling' // has fired; nothing is judged before the cooldown's end
  | 'cooled' // the cooldown is over
  | 'retreated' // the value is far enough from the level for the alert to be armed again
  | 'resumed' // the instant has come until which its person had paused it
  | 'expired'; // `expiresAt` has come

export type Judgement =
  | { readonly decision: 'stay'; readonly reason: Reason }
  | { readonly decision: 'move'; readonly reason: Reason; readonly state: AlertState }
  | {
      readonly decision: 'fire';
      readonly reason: FireReason;
      readonly state: AlertState;
      /** from then on; another one only where each fire moves the level */
      readonly rule: Rule;
      /** the edge; without an edge the condition that was met last, or the first if all are met as the alert arms */
      readonly condition: Condition;
    };

export function stay(reason: Reason): Judgement {
  return { decision: 'stay', reason };
}

export function move(reason: Reason, state: AlertState): Judgement {
  return { decision: 'move', reason, state };
}

/** The part of every state that says up to where it was judged. An alert that arms is watched from the event's trade on. */
export function judgedAt({ state }: JudgedAlert, { position, trade, epoch }: MarketEvent) {
  const watchedFrom = state.status === 'active' ? state.watchedFrom : { tradeId: trade.id, time: trade.time, epoch };
  return { asOf: position, watchedFrom };
}

/** The end of a hold or cooldown that begins at the event, ms; at a minute close if the alert is judged at those only. */
export function endOf(rule: Rule, { position }: Pick<MarketEvent, 'position'>, seconds: number): number {
  const end = position.instant + seconds * 1_000;
  return rule.confirm === 'minute-close' ? Math.ceil(end / MINUTE_MS) * MINUTE_MS : end;
}

/** Whether the instant has come. Only a time event can end a wait; it comes before every trade at or after the instant. */
export function isOver(until: number, { kind, position }: MarketEvent): boolean {
  return kind === 'time' && position.instant >= until;
}

export interface ActiveAlert extends JudgedAlert {
  readonly state: Active;
}
