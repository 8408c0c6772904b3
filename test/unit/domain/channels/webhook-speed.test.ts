import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { WebhookAnswer } from '../../../../domain/channels/presets/preset.ts';
import { judgeAnswer } from '../../../../domain/channels/webhook-retry.ts';
import { addSlowCall, type SlowCalls, speedOf, switchOffReason } from '../../../../domain/channels/webhook-speed.ts';
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

const NONE: SlowCalls = { slowCalls: 0, slowSince: 0, slowAnswers: 0, restsUntil: 0 };

describe('a row of slow calls', () => {
  it('makes the webhook rest longer each time, up to 15 minutes', () => {
    const rests = [0, 1, 2, 3, 4, 5, 59].map(
      (slowCalls) => addSlowCall({ ...NONE, slowCalls }, 'missing', 7).restsUntil,
    );
    expect(rests).toEqual([5_000, 30_000, 120_000, 300_000, 900_000, 900_000, 900_000].map((restMs) => 7 + restMs));
  });

  it.each([
    ['slow' as const, '10 slow answers in a row', 10, 1, 2],
    ['missing' as const, 'no prompt answer for 24 hours', 102, 24, 25],
  ])(
    'of which each is %s switches it off: %s, with call %i, %i to %i hours after the first',
    (speed, reason, count, from, to) => {
      for (const tookMs of [0, 5_000]) {
        let calls = NONE;
        let now = 0;
        while (switchOffReason(calls) === null) {
          now = calls.restsUntil + tookMs;
          calls = addSlowCall(calls, speed, now);
        }
        expect([calls.slowCalls, switchOffReason(calls)]).toEqual([count, reason]);
        expect(now).toBeGreaterThan(from * HOUR_MS);
        expect(now).toBeLessThan(to * HOUR_MS);
      }
    },
  );
});

test('whenever calls come, a row begins with its first slow call, each is followed by a rest, and enough of a kind switch off', () => {
  const speeds = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom('prompt' as const, 'slow' as const) },
    { weight: 100, arbitrary: fc.constant('missing' as const) },
  );
  const steps = fc.array(fc.record({ waitMs: fc.nat(3 * HOUR_MS), speed: speeds }), { maxLength: 200, size: 'max' });
  fc.assert(
    fc.property(steps, (calls) => {
      let state = NONE;
      let now = 1;
      let row: { now: number; speed: string }[] = [];
      for (const { waitMs, speed } of calls) {
        now = Math.max(now + waitMs, state.restsUntil);
        row = speed === 'prompt' ? [] : [...row, { now, speed }];
        state = speed === 'prompt' ? NONE : addSlowCall(state, speed, now);
        expect(state.slowCalls).toBe(row.length);
        expect(state.slowSince).toBe(row[0]?.now ?? 0);
        expect(state.restsUntil > now).toBe(row.length > 0);
        const answers = row.filter((call) => call.speed === 'slow').length;
        expect(switchOffReason(state) !== null).toBe(answers >= 10 || row.length - answers >= 102);
      }
    }),
  );
});
