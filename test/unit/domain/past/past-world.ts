import fc from 'fast-check';
import type { AlertState } from '../../../../domain/alerts/alert.ts';
import { armingState } from '../../../../domain/alerts/arming-state.ts';
import type { Candle } from '../../../../domain/market/candle.ts';
import { encodePosition } from '../../../../domain/market/position.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import type { Fire } from '../../../../domain/messages/trigger.ts';
import type { Known, RuledFire } from '../../../../domain/past/fact.ts';
import { type LookBack, lookBack, type Past } from '../../../../domain/past/look-back.ts';
import { conditionsOf, type Rule } from '../../../../domain/rules/rule.ts';
import { MINUTE, type PlainCoin } from '../../../oracle/coin-events.ts';
import { type PlainFire, type PlainOutcome, watchPlainly } from '../../../oracle/plain-alerts.ts';
import { buildTrigger } from '../../../support/triggers.ts';

export const BEGIN = Date.UTC(2026, 0, 5, 12);

/** What a person does to the alert, and when. */
export interface Edit {
  readonly at: number;
  /** null: it is paused */
  readonly rule: Rule | null;
}

export interface World {
  readonly trades: readonly Trade[];
  /** ascending; the first makes the alert */
  readonly edits: readonly [Edit, ...Edit[]];
  readonly minutes: number;
}

/** The oracle's alert between two edits. */
export interface Life {
  readonly edit: Edit;
  readonly until: number;
  readonly outcomeAt: (instant: number) => PlainOutcome | null;
}

/** The lives of an alert, one from each edit to the next, as the oracle lives them. */
export function livesOf({ trades, edits, minutes }: World): Life[] {
  const lives: Life[] = [];
  let after: PlainOutcome['judgedTo'] = null;
  for (const [index, edit] of edits.entries()) {
    const until = edits[index + 1]?.at ?? BEGIN + minutes * MINUTE;
    const { rule } = edit;
    const start: PlainOutcome['judgedTo'] = after;
    // events before the instant: what happens at it comes after
    const outcomeAt = (instant: number): PlainOutcome | null =>
      rule ? liveTo({ ...edit, rule }, { trades, instant, after: start }) : null;
    lives.push({ edit, until, outcomeAt });
    after = outcomeAt(until - 1)?.judgedTo ?? after;
  }
  return lives;
}

interface LivedTo {
  readonly trades: readonly Trade[];
  /** time has passed up to it, and its trades have not come yet */
  readonly instant: number;
  readonly after: PlainOutcome['judgedTo'];
}

function liveTo({ at, rule }: Edit & { readonly rule: Rule }, { trades, instant, after }: LivedTo): PlainOutcome {
  const seen = trades.filter(({ time }) => time < instant);
  const known = seen.findIndex(({ time }) => time >= at);
  const coin: PlainCoin = { trades: seen, valuesOf: () => ({ refs: {}, measures: {} }), until: instant };
  const knownFrom = known < 0 ? seen.length : known;
  return watchPlainly(
    { rule, armAfter: at, knownFrom, valuesFrom: 0, after, quietIsSpent: false, waitsFor: null },
    coin,
  );
}

/** All that is stored of the world, and what is made of it. */
export function lookAt(world: World, asked: Partial<LookBack> = {}): Past {
  const { edits, minutes } = world;
  const to = BEGIN + minutes * MINUTE;
  return lookBack({
    ...knownOf(world),
    ...{ symbol: 'BTCUSDT', feed: 'binance', from: BEGIN, to, candles: candlesOf(world), longer: {}, listedFrom: null },
    ...{ unwatched: [], mayGoOn: () => true, updatedAt: edits[0].at },
    ...asked,
  });
}

/** The alert is paused in the end: the last entry of its history is the present. */
export function knownOf(world: World): Known {
  const to = BEGIN + world.minutes * MINUTE;
  const lives = livesOf(world);
  const [first] = world.edits;
  const changes = lives.map(({ edit: { at, rule } }, index) => {
    const before = lives.slice(0, index).findLast(({ edit }) => edit.rule !== null);
    const asOf = before?.outcomeAt(before.until - 1)?.judgedTo ?? null;
    const state: AlertState = rule ? armingState(rule, { armAfter: at, bookVersion: 7 }, asOf) : PAUSED;
    return { version: index + 1, at, rule: rule ?? before?.edit.rule ?? first.rule, state };
  });
  const rule = changes.at(-1)?.rule ?? first.rule;
  if (!rule) throw new Error('the first edit makes the alert');
  return {
    present: { rule, state: PAUSED },
    updatedAt: first.at,
    changes: [...changes, { version: changes.length + 1, at: to, rule, state: PAUSED }],
    fires: lives.flatMap((life) => firesOf(life, world)),
  };
}

const PAUSED: AlertState = { status: 'paused', asOf: null, watchedFrom: null };

export function plainFiresOf({ edit, until, outcomeAt }: Life): readonly PlainFire[] {
  return edit.rule ? (outcomeAt(until - 1)?.fires ?? []) : [];
}

function firesOf(life: Life, { trades }: World): RuledFire[] {
  const { rule } = life.edit;
  if (!rule) return [];
  return plainFiresOf(life).map((fire) => ({ fire: storedFire(fire, rule, trades), rule }));
}

function storedFire({ tradeId, instant, found, reason }: PlainFire, rule: Rule, trades: readonly Trade[]): Fire {
  const trade = trades.find(({ id }) => id === tradeId);
  if (!trade) throw new Error(`no trade ${tradeId}`);
  const value = String(found[0]);
  const [condition] = conditionsOf(rule);
  const base = buildTrigger();
  const id = `${base.alertId}@${encodePosition({ tradeId, instant })}`;
  return { ...base, id, trade, value, reason, metric: condition?.metric ?? 'price', values: {} };
}

export function candlesOf({ trades, minutes }: World): Candle[] {
  const candles: Candle[] = [];
  for (let start = BEGIN - MINUTE; start < BEGIN + minutes * MINUTE; start += MINUTE) {
    const within = trades.filter(({ time }) => time >= start && time < start + MINUTE);
    const before = trades.findLast(({ time }) => time < start);
    const prices = (within.length > 0 ? within : before ? [before] : []).map(({ price }) => Number(price));
    const [open = 0] = prices;
    if (prices.length === 0) continue;
    candles.push({
      ...{ start, open: String(open), high: String(Math.max(...prices)), low: String(Math.min(...prices)) },
      ...{ close: String(prices.at(-1)), volume: 1, quoteVolume: 1, trades: within.length },
    });
  }
  return candles;
}

const prices = fc.integer({ min: 1, max: 9 });
const MINUTES = 12;

/** Minutes whose trades are just what is made of their four prices: nothing of them is lost. */
export const plainMinutes: fc.Arbitrary<Trade[]> = fc
  .array(fc.option(fc.tuple(prices, prices, prices, prices), { freq: 5 }), { minLength: MINUTES, maxLength: MINUTES })
  .map((minutes) => tradesOf(minutes.flatMap((drawn, index) => (drawn ? assumedTrades(drawn, index) : []))));

/** The open, the nearer one of low and high, the other one, the close. */
function assumedTrades(drawn: readonly number[], index: number): [number, number][] {
  const [open = 1, close = 1] = drawn;
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const extremes = open - low <= high - open ? [low, high] : [high, low];
  const start = BEGIN + index * MINUTE;
  return [open, ...extremes, close].map((price, place) => [start + (place === 3 ? 59_999 : place * 20_000), price]);
}

/** Any trades at any instants. */
export const freeTrades: fc.Arbitrary<Trade[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: MINUTES * MINUTE - 1 }), prices), { maxLength: 60 })
  .map((drawn) =>
    tradesOf(drawn.map(([at, price]): [number, number] => [BEGIN + at, price]).sort(([a], [b]) => a - b)),
  );

/** A trade in the minute before, so that there is a price from the beginning. */
function tradesOf(drawn: readonly [number, number][]): Trade[] {
  const all: [number, number][] = [[BEGIN - 30_000, 5], ...drawn];
  return all.map(([time, price], index) => ({ id: 100 + index, time, price: String(price), quantity: '1' }));
}

export function worlds(trades: fc.Arbitrary<Trade[]>, rules: fc.Arbitrary<Rule>): fc.Arbitrary<World> {
  const edit = fc.record({
    at: fc.integer({ min: 0, max: MINUTES * MINUTE - 1 }),
    rule: fc.option(rules, { freq: 3 }),
  });
  const first = fc.record({ at: fc.integer({ min: 0, max: 3 * MINUTE }), rule: rules });
  return fc.record({ trades, first, more: fc.array(edit, { maxLength: 3 }) }).map((drawn) => {
    const later = drawn.more.map(({ at, rule }) => ({ at: BEGIN + at, rule })).sort((a, b) => a.at - b.at);
    const begin = { at: BEGIN + drawn.first.at, rule: drawn.first.rule };
    const after = later.filter(({ at }, index) => at > (later[index - 1]?.at ?? begin.at) && at > begin.at);
    return { trades: drawn.trades, edits: [begin, ...after], minutes: MINUTES };
  });
}
