import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CountStarts,
  endOfHour,
  hourOf,
  isFirstOfHour,
  isMuted,
  judgeFire,
  withFire,
  withResume,
} from '../../../../domain/messages/fire-hour.ts';

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 10, 28, 12);

/** What can happen to one alert, in any order. */
const anyStep = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('fire' as const), afterMs: fc.integer({ min: 0, max: 900_000 }) }),
  },
  // the stream brings a fire again, counted from the newest
  { weight: 2, arbitrary: fc.record({ do: fc.constant('again' as const), back: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'resume' as const }) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer Of> ? Of : never;

interface Judged {
  readonly sequence: number;
  readonly instant: number;
  readonly reason: string;
  readonly start: number;
}

/** An alert as the service sees it: a list of starts an hour, and nothing else. */
class CountedAlert {
  readonly #starts = new Map<number, CountStarts>();
  readonly #limit: number;
  readonly fires: { readonly sequence: number; readonly instant: number }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** An hour's first fire is sent as it is; each other one says that the fire before it is in the hour. */
  dispatch({ sequence, instant }: { sequence: number; instant: number }): Judged {
    const before = this.fires[sequence - 2]?.instant ?? null;
    if (isFirstOfHour(instant, before)) return { sequence, instant, reason: 'within-limit', start: sequence };
    const hour = hourOf(instant);
    const starts = withFire(this.#starts.get(hour) ?? [], sequence - 1);
    this.#starts.set(hour, starts);
    return { sequence, instant, ...judgeFire(starts, sequence, this.#limit) };
  }

  isMuted(now: number): boolean {
    return isMuted(this.#starts.get(hourOf(now)) ?? [], this.fires.length, this.#limit);
  }

  resume(now: number): void {
    const hour = hourOf(now);
    this.#starts.set(hour, withResume(this.#starts.get(hour) ?? [], this.fires.length, this.#limit));
  }
}

/** The same told plainly: a counter that goes back to nothing with each hour, and when the person ends a mute. */
class PlainCounter {
  #hour = '';
  #count = 0;
  mutes = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  #look(instant: number): void {
    const hour = new Date(instant).toISOString().slice(0, 13);
    if (hour !== this.#hour) this.#count = 0;
    this.#hour = hour;
  }

  fire(instant: number): 'within-limit' | 'muted' {
    this.#look(instant);
    this.#count += 1;
    if (this.#count === this.#limit + 1) this.mutes += 1;
    return this.#count > this.#limit ? 'muted' : 'within-limit';
  }

  isMuted(now: number): boolean {
    this.#look(now);
    return this.#count > this.#limit;
  }

  resume(now: number): void {
    if (this.isMuted(now)) this.#count = 0;
  }
}

function live(steps: readonly Step[], limit: number) {
  const alert = new CountedAlert(limit);
  const plain = new PlainCounter(limit);
  const first: Judged[] = [];
  let now = NOON;
  for (const step of steps) {
    if (step.do === 'fire') {
      now += step.afterMs;
      const fire = { sequence: alert.fires.length + 1, instant: now };
      alert.fires.push(fire);
      const judged = alert.dispatch(fire);
      expect(judged.reason).toBe(plain.fire(now));
      first.push(judged);
    } else if (step.do === 'again') {
      const before = first.at(-1 - step.back);
      if (before) expect(alert.dispatch(before)).toEqual(before);
    } else {
      expect(alert.isMuted(now)).toBe(plain.isMuted(now));
      alert.resume(now);
      plain.resume(now);
      expect(alert.isMuted(now)).toBe(false);
    }
    expect(alert.isMuted(now)).toBe(plain.isMuted(now));
  }
  return { judged: first, mutes: plain.mutes };
}

test('as a plain counter would, whatever comes again: at most the limit is sent from a start on, never fewer, and each mute has one name', () => {
  let muted = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 10, maxLength: 80 }), fc.integer({ min: 1, max: 6 }), (steps, limit) => {
      const { judged, mutes } = live(steps, limit);
      const names = new Set(judged.filter(({ reason }) => reason === 'muted').map(({ start }) => start));
      expect(names.size).toBe(mutes);
      for (const start of new Set(judged.map((it) => it.start))) {
        const counted = judged.filter((it) => it.start === start);
        expect(counted.filter(({ reason }) => reason === 'within-limit')).toHaveLength(Math.min(counted.length, limit));
        expect(new Set(counted.map(({ instant }) => hourOf(instant))).size).toBe(1);
      }
      muted += mutes;
    }),
    { numRuns: 1_000 },
  );
  expect(muted).toBeGreaterThan(1_000);
});

test('fires that arrive in any order are counted from the same start in the end, and each then gets the answer of the right order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 10 }),
      fc.infiniteStream(fc.nat()),
      (from, count, limit, random) => {
        const ordered = Array.from({ length: count }, (_, index) => from + index);
        const shuffled = ordered
          .map((sequence) => ({ sequence, key: random.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ sequence }) => sequence);
        const starts = shuffled.reduce<CountStarts>(withFire, []);
        expect(starts).toEqual([from]);
        const sent = ordered.filter((sequence) => judgeFire(starts, sequence, limit).reason === 'within-limit');
        expect(sent).toEqual(ordered.slice(0, limit));
      },
    ),
  );
});

test('an hour is one of the clock, its end is the next one', () => {
  expect([hourOf(NOON - 1), hourOf(NOON), hourOf(NOON + HOUR_MS - 1)]).toEqual([NOON - HOUR_MS, NOON, NOON]);
  expect(endOfHour(NOON)).toBe(hourOf(NOON + HOUR_MS));
});

test('an alert that has not fired in the hour is not muted, and there is nothing to end', () => {
  expect(isMuted([], 1_000, 1)).toBe(false);
  const none: CountStarts = [];
  expect(withResume(none, 1_000, 1)).toBe(none);
});
