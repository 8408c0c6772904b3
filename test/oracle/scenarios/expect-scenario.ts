import type { Tick } from '../../../domain/market/tick.ts';
import type { Rule } from '../../../domain/rules/rule.ts';
import { type CoinEvent, MINUTE } from '../coin-events.ts';
import {
  type PlainAlert,
  type PlainFire,
  type PlainOutcome,
  type PlainPosition,
  watchPlainly,
} from '../plain-alerts.ts';
import type { Market } from './publish-ticks.ts';
import type { Act, Scenario } from './scenario.ts';

export interface Expected {
  readonly fires: readonly PlainFire[];
  readonly status: PlainOutcome['status'] | 'paused' | 'deleted';
  readonly judgedTo: PlainPosition | null;
  /** the rule by then: fires may have moved its level */
  readonly rule: Rule | null;
  /** when the pause ends by itself; null: it does not */
  readonly until: number | null;
}

type Shown = Pick<Scenario, 'market' | 'records'>;

/** What an alert must have done by the end of the stream, by the plain reading. */
export function expectAlert(acts: readonly Act[], shown: Shown): Expected {
  let expected: Expected = { fires: [], status: 'arming', judgedTo: null, rule: null, until: null };
  acts.forEach((act, index) => {
    const until = acts[index + 1]?.at ?? shown.records.length;
    expected = afterAct(expected, act, until, shown);
  });
  return expected;
}

function afterAct(before: Expected, act: Act, until: number, shown: Shown): Expected {
  if (act.kind === 'delete' || before.status === 'deleted') return { ...before, status: 'deleted' };
  const keepsRule = act.kind !== 'create' && act.kind !== 'change';
  const rule = keepsRule && before.rule ? { ...before.rule, expiresAt: act.rule.expiresAt } : act.rule;
  const isPutAside = before.status === 'paused' && act.kind === 'change';
  const sleepsUntil = act.kind === 'snooze' ? act.until : isPutAside ? before.until : null;
  if (act.kind === 'pause') return { ...before, status: 'paused', until: null };
  if (isPutAside && sleepsUntil === null) return { ...before, rule };
  // a snoozed alert is one that is made at the instant at which it goes on
  const made = { rule, armAfter: sleepsUntil ?? act.armAfter, sleepsUntil };
  const records = shown.records.slice(act.at, until);
  let life: Life = {
    fires: [],
    status: 'arming',
    judgedTo: before.judgedTo,
    quietIsSpent: false,
    isArmed: false,
    waitsFor: null,
    rule,
    isAwake: sleepsUntil === null || (before.judgedTo !== null && before.judgedTo.instant >= sleepsUntil),
  };
  for (const [place, { tick }] of records.entries()) {
    if (tick.book.version < act.version) continue;
    const armed = live(made, life, shown.market, [tick]);
    const isOver = armed.isArmed || armed.status === 'expired';
    // from here on the alert is judged by ticks of this run of the task and of later ones
    const judging = records.slice(place).filter((later) => later.tick.epoch >= tick.epoch);
    life = isOver
      ? live(
          made,
          life,
          shown.market,
          judging.map((later) => later.tick),
        )
      : armed;
    if (isOver) break;
  }
  const status = life.isAwake ? life.status : 'paused';
  return { ...life, status, until: life.isAwake ? null : sleepsUntil, fires: [...before.fires, ...life.fires] };
}

type Made = Pick<PlainAlert, 'rule' | 'armAfter' | 'sleepsUntil'>;

type Life = Pick<PlainOutcome, 'fires' | 'status' | 'judgedTo' | 'quietIsSpent' | 'isArmed' | 'rule' | 'isAwake'> & {
  readonly waitsFor: number | null;
};

/** @param ticks those by which the alert is judged; the first has its index version */
function live(made: Made, before: Life, market: Market, ticks: readonly Tick[]): Life {
  const { knownFrom, ...seen } = whatIsSeen(market, ticks);
  const { judgedTo: after, quietIsSpent, waitsFor, isAwake } = before;
  const valuesFrom = ticks[0]?.minute ?? 0;
  const knows = (metric: string, minute: number, event: CoinEvent) => {
    const shows = ticks.find((tick) => showsEvent(market, tick, event));
    return shows === undefined || isKnownIn(shows, metric, minute);
  };
  const alert = { ...made, isAwake, knownFrom, valuesFrom, after, quietIsSpent, waitsFor };
  const outcome = watchPlainly(alert, { ...market, ...seen, knows });
  return { ...outcome, judgedTo: outcome.judgedTo ?? after };
}

/** The trades of these ticks, the index of the first, and the last watermark. */
function whatIsSeen({ trades }: Market, ticks: readonly Tick[]) {
  let count = 0;
  let until: number | null = null;
  for (const tick of ticks) {
    const shown = indexAfter(trades, tick);
    if (shown > count) until = null;
    // a minute's end is an instant of the next minute, and judged with its values
    if (shown >= count && tick.watermark !== null)
      until = Math.max(until ?? 0, Math.min(tick.watermark, tick.minute + MINUTE - 1));
    count = Math.max(count, shown);
  }
  const first = ticks[0];
  const knownFrom = first ? indexAfter(trades, first) - first.trades.id.length : 0;
  return { trades: trades.slice(0, count), until, knownFrom };
}

/** Whether the tick brings the event, to a reader who knows all ticks before it. */
function showsEvent({ trades }: Market, tick: Tick, { kind, index, instant }: CoinEvent): boolean {
  const next = indexAfter(trades, tick);
  const place = kind === 'trade' ? index : index + 1;
  if (tick.trades.id.length > 0 && place < next) return true;
  return (
    kind !== 'trade' &&
    next === place &&
    tick.watermark !== null &&
    Math.min(tick.watermark, tick.minute + MINUTE - 1) >= instant
  );
}

/** The tick has values of its own minute and of the one before, and of no other. */
function isKnownIn({ minute, refs, refsBefore, measures }: Tick, metric: string, asked: number): boolean {
  if (asked === minute) return (refs[metric] ?? measures[metric] ?? null) !== null;
  return asked !== minute - MINUTE || (refsBefore[metric] ?? null) !== null;
}

/** The index of the trade after the last one that a reader of the tick knows. */
function indexAfter(trades: Market['trades'], tick: Tick): number {
  const last = tick.trades.id.at(-1) ?? tick.previous?.id;
  return last === undefined ? 0 : trades.findIndex(({ id }) => id === last) + 1;
}
