import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { WebhookAnswer } from '../../../../domain/channels/presets/preset.ts';
import { judgeAnswer } from '../../../../domain/channels/webhook-retry.ts';
import {
  addSlowCall,
  restAfter,
  type SlowCalls,
  speedOf,
  switchOffReason,
} from '../../../../domain/channels/webhook-speed.ts';
import { buildWebhook } from '../../../support/memory-webhooks.ts';

const FIRST = { attempts: 1, deferrals: 0, ageMs: 10 };
const HOUR_MS = 3_600_000;
const answered = (tookMs: number, isCutOff = false): WebhookAnswer => ({
  ...{ kind: 'answered', status: 200, retryAfterMs: null, text: 'ok', body: 'ok', location: null },
  ...{ tookMs, isCutOff },
});

describe('an answer', () => {
  it.each([
    [answered(20), 'prompt', 'it took the message (200: ok)'],
    [answered(2_000), 'prompt', 'it took the message (200: ok)'],
    [answered(2_001), 'slow', 'it took the message (200: ok); its answer took 2.0 s'],
    [answered(4_870), 'slow', 'it took the message (200: ok); its answer took 4.9 s'],
    [answered(1_010, true), 'slow', 'it took the message (200: ok); its answer did not end in time'],
  ])('%o is %s, and the message is delivered in any case', (answer, speed, detail) => {
    expect(judgeAnswer(answer, FIRST, buildWebhook())).toEqual({ kind: 'taken', detail, speed });
  });

  it('that did not come is missing; an address that is not called, or not found, says nothing about speed', () => {
    expect(speedOf({ kind: 'no-answer', detail: '' })).toBe('missing');
    expect(speedOf({ kind: 'not-reached', detail: '' })).toBe('missing');
    expect(speedOf({ kind: 'forbidden', detail: '' })).toBe('not-called');
    expect(speedOf({ kind: 'not-looked-up', detail: '' })).toBe('not-called');
  });
});

/** Calls at the end of each rest, the first at 0, until the webhook is switched off. */
function callUntilOff(speed: 'slow' | 'missing', tookMs: number) {
  let calls: SlowCalls = { slowCalls: 0, slowSince: 0 };
  for (let now = tookMs; ; now += restAfter(calls) + tookMs) {
    calls = addSlowCall(calls, now);
    const reason = switchOffReason(calls, speed, now);
    if (reason !== null) return { reason, now, count: calls.slowCalls };
  }
}

describe('a row of slow calls', () => {
  it('makes the webhook rest longer each time, up to 15 minutes', () => {
    const rests = [1, 2, 3, 4, 5, 6, 60].map((slowCalls) => restAfter({ slowCalls, slowSince: 0 }));
    expect(rests).toEqual([5_000, 30_000, 120_000, 300_000, 900_000, 900_000, 900_000]);
  });

  it('switches it off with the tenth slow answer, after an hour and more', () => {
    const { reason, now, count } = callUntilOff('slow', 5_000);
    expect({ reason, count }).toEqual({ reason: '10 slow answers in a row', count: 10 });
    expect(now).toBeGreaterThan(HOUR_MS);
  });

  it('switches it off after 24 hours without an answer, and has cost about a hundred calls by then', () => {
    const { reason, now, count } = callUntilOff('missing', 5_000);
    expect(reason).toBe('no prompt answer for 24 hours');
    expect(now).toBeGreaterThanOrEqual(24 * HOUR_MS);
    expect(now).toBeLessThan(25 * HOUR_MS);
    expect(count).toBeLessThanOrEqual(101);
  });
});

test('whenever calls come, a row begins with its first slow call and its rests bound what it costs', () => {
  const steps = fc.array(fc.record({ waitMs: fc.nat(3 * HOUR_MS), isSlow: fc.boolean() }), { maxLength: 150 });
  fc.assert(
    fc.property(steps, (calls) => {
      let state = { slowCalls: 0, slowSince: 0 };
      let now = 1;
      let row: number[] = [];
      for (const { waitMs, isSlow } of calls) {
        now += waitMs + (state.slowCalls === 0 ? 0 : restAfter(state));
        row = isSlow ? [...row, now] : [];
        state = isSlow ? addSlowCall(state, now) : { ...state, slowCalls: 0 };
        expect(state.slowCalls).toBe(row.length);
        if (row.length === 0) continue;
        expect(state.slowSince).toBe(row[0]);
        const isOver = row.length >= 10 && now - (row[0] ?? now) >= 24 * HOUR_MS;
        expect(switchOffReason(state, 'missing', now) !== null).toBe(isOver);
        expect(switchOffReason(state, 'slow', now) !== null).toBe(row.length >= 10);
      }
    }),
  );
});
