import { type Rule, seriesOfRule } from '../../../domain/rules/rule.ts';
import { MINUTE, startOfMinute } from '../coin-events.ts';
import { expectAlert } from './expect-scenario.ts';
import type { StreamRecord } from './publish-stream.ts';
import { START } from './random-markets.ts';
import type { Act, Scenario } from './scenario.ts';

export interface DrawnEdit {
  readonly kind: 'change' | 'resume' | 'pause' | 'snooze' | 'delete';
  /** so many records after the act before */
  readonly gap: number;
  readonly lag: number;
  readonly rule: Rule;
  readonly later: number;
  /** of a snooze: for so many ms, or to the next start of a minute */
  readonly sleeps: number | 'minute';
}

export interface DrawnAlert {
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

type Published = Pick<Scenario, 'market' | 'records'>;

/** The alerts with all that their persons do, and the records with the index version that their ticks have. */
export function planAlerts(
  drawn: readonly DrawnAlert[],
  { market, records: bare }: Published,
  { growing, learn, shards }: { growing: boolean; learn: boolean; shards: number },
): Pick<Scenario, 'alerts' | 'records'> {
  const placed = placeActs(drawn, bare.length);
  const records = addVersions(bare, placed, { growing, shards });
  const alerts = drawn.map((alert, index) => {
    const own = placed.filter((act) => act.alert === index);
    return { id: idOf(alert.shard % shards, index), acts: dateActs(alert, own, { market, records }, learn) };
  });
  return { alerts, records };
}

const ULID = '01J9ZX0000000000000000000';
const idOf = (shard: number, index: number) => `BTCUSDT-${shard}-${ULID}${'0123456789ABCDEF'[index]}`;

interface PlacedAct extends Pick<Act, 'kind' | 'at' | 'version' | 'rule'> {
  /** index of its alert */
  readonly alert: number;
  /** the run of the task knows of it from this record on */
  readonly knownAt: number;
  readonly later: number;
  readonly sleeps: DrawnEdit['sleeps'];
}

/** In the order in which they are done, each with the version that the index gets by it. */
function placeActs(drawn: readonly DrawnAlert[], records: number): PlacedAct[] {
  const acts = drawn.flatMap(({ rule, madeAt, lag, edits }, alert) => {
    let at = Math.min(madeAt, records - 1);
    const done = [{ kind: 'create' as Act['kind'], at, rule, alert, lag, later: 0, sleeps: 0 as DrawnEdit['sleeps'] }];
    for (const { gap, ...edit } of edits) {
      at = Math.min(at + gap, records - 1);
      done.push({ ...edit, at, alert });
    }
    return done;
  });
  acts.sort((a, b) => a.at - b.at);
  let knownAt = 0;
  return acts.map(({ lag, ...act }, index) => {
    // the task learns of versions in their order
    knownAt = Math.max(knownAt, act.at + lag);
    return { ...act, version: index + 2, knownAt };
  });
}

/** `growing`: the ticks have a series from the version on that needs it; otherwise all series from the start. */
function addVersions(
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
 * Gives each act its instant by the exchange's clock: after everything that was published by then. If the alert was over,
 * all that it judged is stored, and an estimated clock may be behind. If runs that are thought to have ended `learn` of the
 * index, the alert must be newer than what they publish late (docs/decisions/0009).
 */
function dateActs(
  alert: DrawnAlert,
  placed: readonly PlacedAct[],
  { market, records }: Published,
  learn: boolean,
): Act[] {
  const acts: Act[] = [];
  const isOver = (done: readonly Act[], at: number) =>
    expectAlert(done, { market, records: records.slice(0, at) }).status === 'triggered';
  let expiresAt: number | null = null;
  let asleepUntil = 0;
  for (const { kind, at, knownAt, version, rule, later, sleeps } of placed) {
    const now = shownBefore(records, learn ? knownAt : at);
    const armAfter =
      kind === 'create' ? createdAt(alert, now, learn) : editedAt(later, now, isOver(acts, at) && !learn);
    const until = kind === 'snooze' ? endOfSleep(armAfter, sleeps) : null;
    if (kind !== 'change') asleepUntil = until ?? 0;
    // the API refuses an expiry that has passed, or that comes before the end of a pause
    const begins = Math.max(armAfter, asleepUntil);
    const isPast = expiresAt === null || expiresAt <= begins;
    if (isPast && alert.expiresIn !== null) expiresAt = begins + alert.expiresIn;
    const asked = kind === 'create' || kind === 'change' ? rule : (acts.at(-1)?.rule ?? rule);
    acts.push({ kind, at, version, armAfter, until, rule: { ...asked, expiresAt } });
  }
  return acts;
}

function createdAt({ armAfter: { to, by } }: DrawnAlert, now: number, isAfterAll: boolean): number {
  if (isAfterAll) return now + Math.abs(by) + 1;
  return (to === 'start' ? START : now) + by;
}

function editedAt(later: number, now: number, mayBeBefore: boolean): number {
  return now + (mayBeBefore ? later : Math.abs(later) + 1);
}

function endOfSleep(now: number, sleeps: DrawnEdit['sleeps']): number {
  return sleeps === 'minute' ? startOfMinute(now) + MINUTE : now + sleeps;
}

/** The latest instant in the records before number `place`. */
function shownBefore(records: readonly StreamRecord[], place: number): number {
  const instants = records.slice(0, place).flatMap(({ tick }) => [...tick.trades.time, tick.watermark ?? 0]);
  return Math.max(START, ...instants);
}
