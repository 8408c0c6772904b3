import { type Rule, seriesOfRule } from '../../../domain/rules/rule.ts';
import { expectAlert } from './expect-story.ts';
import type { StreamRecord } from './publish-stream.ts';
import { START } from './random-markets.ts';
import type { Act, Story } from './story.ts';

export interface DrawnEdit {
  readonly kind: 'change' | 'resume' | 'pause' | 'delete';
  /** so many records after what was done before */
  readonly gap: number;
  readonly lag: number;
  readonly rule: Rule;
  readonly later: number;
}

export interface DrawnWish {
  readonly rule: Rule;
  /** before which record it is made, and how many records later the task knows of it */
  readonly madeAt: number;
  readonly lag: number;
  /** ms, to the start of the path or to what was shown when it was made */
  readonly armAfter: { readonly to: 'start' | 'now'; readonly by: number };
  readonly expiresIn: number | null;
  readonly shard: number;
  readonly edits: readonly DrawnEdit[];
}

type Told = Pick<Story, 'market' | 'records'>;

/** Wishes as they come to stand in the book, and the records with the versions of the book that they know. */
export function settleWishes(
  drawn: readonly DrawnWish[],
  { market, records: bare }: Told,
  { growing, learn, shards }: { growing: boolean; learn: boolean; shards: number },
): Pick<Story, 'wishes' | 'records'> {
  const placed = placeActs(drawn, bare.length);
  const records = tellVersions(bare, placed, { growing, shards });
  const wishes = drawn.map((wish, index) => {
    const own = placed.filter((act) => act.wish === index);
    return { id: idOf(wish.shard % shards, index), acts: settleActs(wish, own, { market, records }, learn) };
  });
  return { wishes, records };
}

const ULID = '01J9ZX0000000000000000000';
const idOf = (shard: number, index: number) => `BTCUSDT-${shard}-${ULID}${'0123456789ABCDEF'[index]}`;

interface PlacedAct extends Pick<Act, 'kind' | 'at' | 'version' | 'rule'> {
  readonly wish: number;
  /** the run of the task knows of it from this record on */
  readonly knownAt: number;
  readonly later: number;
}

/** In the order in which they are done, each with the version of the book that it makes. */
function placeActs(drawn: readonly DrawnWish[], records: number): PlacedAct[] {
  const acts = drawn.flatMap(({ rule, madeAt, lag, edits }, wish) => {
    let at = Math.min(madeAt, records - 1);
    const done = [{ kind: 'create' as Act['kind'], at, rule, wish, lag, later: 0 }];
    for (const { gap, ...edit } of edits) {
      at = Math.min(at + gap, records - 1);
      done.push({ ...edit, at, wish });
    }
    return done;
  });
  acts.sort((a, b) => a.at - b.at);
  let knownAt = 0;
  return acts.map(({ lag, ...act }, index) => {
    // versions are learned in their order
    knownAt = Math.max(knownAt, act.at + lag);
    return { ...act, version: index + 2, knownAt };
  });
}

/** `growing`: the ticks carry a series from the version on that needs it; otherwise each from the start. */
function tellVersions(
  bare: readonly StreamRecord[],
  acts: readonly PlacedAct[],
  { growing, shards }: { growing: boolean; shards: number },
): StreamRecord[] {
  return bare.map((record) => {
    const known = acts.filter(({ knownAt }) => knownAt <= record.knows);
    const metrics = new Set((growing ? known : acts).flatMap(({ rule }) => seriesOfRule(rule)));
    const book = { version: known.at(-1)?.version ?? 1, metrics: [...metrics].sort(), shards };
    return { ...record, tick: { ...record.tick, book } };
  });
}

/**
 * An edit's own instant lies after all that was shown by then, as the exchange's clock has it. Where the alert was over,
 * so that all that it judged is sure to be stored, an estimated clock may be behind. Where runs that are thought to have
 * ended `learn` of the book, what they tell behind the present run must be older than the alert (docs/decisions/0009).
 */
function settleActs(wish: DrawnWish, placed: readonly PlacedAct[], { market, records }: Told, learn: boolean): Act[] {
  const acts: Act[] = [];
  const isOver = (done: readonly Act[], at: number) =>
    expectAlert(done, { market, records: records.slice(0, at) }).status === 'triggered';
  let expiresAt: number | null = null;
  for (const { kind, at, knownAt, version, rule, later } of placed) {
    const now = shownBefore(records, learn ? knownAt : at);
    const armAfter = kind === 'create' ? createdAt(wish, now, learn) : editedAt(later, now, isOver(acts, at) && !learn);
    // nobody asks for what has expired already
    const isPast = expiresAt === null || expiresAt <= armAfter;
    if (isPast && wish.expiresIn !== null) expiresAt = armAfter + wish.expiresIn;
    const wished = kind === 'create' || kind === 'change' ? rule : (acts.at(-1)?.rule ?? rule);
    acts.push({ kind, at, version, armAfter, rule: { ...wished, expiresAt } });
  }
  return acts;
}

function createdAt({ armAfter: { to, by } }: DrawnWish, now: number, isAfterAll: boolean): number {
  if (isAfterAll) return now + Math.abs(by) + 1;
  return (to === 'start' ? START : now) + by;
}

function editedAt(later: number, now: number, mayBeBefore: boolean): number {
  return now + (mayBeBefore ? later : Math.abs(later) + 1);
}

/** The latest instant that the records before that place speak of. */
function shownBefore(records: readonly StreamRecord[], place: number): number {
  const instants = records.slice(0, place).flatMap(({ tick }) => [...tick.trades.time, tick.watermark ?? 0]);
  return Math.max(START, ...instants);
}
