import { describe, expect, it } from 'vitest';
import { type Delivery, queuedDelivery } from '../../../domain/delivery.ts';
import {
  GIVE_UP_AFTER_MS,
  judgeAnswer,
  pauseAfter,
  readRetryAfter,
  type WebhookAnswer,
  waitOf,
} from '../../../domain/webhook-retry.ts';

const FIRST = { attempts: 1, ageMs: 10 };
const HOUR_MS = 3_600_000;
const answered = (status: number, retryAfterMs: number | null = null): WebhookAnswer => ({
  kind: 'answered',
  status,
  retryAfterMs,
  text: 'no such chat',
});

describe('an answer', () => {
  it.each([200, 201, 204, 299])('%i is taken', (status) => {
    expect(judgeAnswer(answered(status), FIRST)).toEqual({ kind: 'taken', detail: String(status) });
  });

  it.each([301, 302, 307, 308])('%i is refused, and says that redirects are not followed', (status) => {
    const detail = `${status}: redirects are not followed`;
    expect(judgeAnswer(answered(status), FIRST)).toEqual({ kind: 'refused', detail, isOver: false });
  });

  it.each([400, 401, 403, 404, 405, 413, 422, 451])('%i is refused for good', (status) => {
    const refused = { kind: 'refused', detail: `${status}: no such chat`, isOver: false };
    expect(judgeAnswer(answered(status), FIRST)).toEqual(refused);
  });

  it('410 is the end of the webhook', () => {
    expect(judgeAnswer(answered(410), FIRST)).toMatchObject({ kind: 'refused', isOver: true });
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 599])('%i is tried again after the first pause', (status) => {
    expect(judgeAnswer(answered(status), FIRST)).toMatchObject({ kind: 'again', delayMs: 5_000, mayHaveIt: false });
  });

  it.each([
    [429, 1_000, 5_000],
    [429, 60_000, 60_000],
    [503, 120_000, 120_000],
    [503, 86_400_000, 900_000],
  ])('%i that asks to wait %i ms is waited for %i ms', (status, asked, delayMs) => {
    expect(judgeAnswer(answered(status, asked), FIRST)).toMatchObject({ kind: 'again', delayMs });
  });

  it('that did not come may have been taken; a receiver that was not reached has nothing', () => {
    const silent = judgeAnswer({ kind: 'no-answer', detail: 'no answer in time' }, FIRST);
    expect(silent).toEqual({ kind: 'again', detail: 'no answer in time', delayMs: 5_000, mayHaveIt: true });
    expect(judgeAnswer({ kind: 'not-reached', detail: 'x' }, FIRST)).toMatchObject({ kind: 'again', mayHaveIt: false });
  });

  it('is not waited for where nobody may be called', () => {
    const refused = { kind: 'refused', detail: 'not public', isOver: false };
    expect(judgeAnswer({ kind: 'forbidden', detail: 'not public' }, FIRST)).toEqual(refused);
  });
});

describe('the attempts', () => {
  it('follow each other after 5 s, 30 s, 2 min, 5 min, 15 min, then every 15 min', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 90].map(pauseAfter)).toEqual([
      5_000, 30_000, 120_000, 300_000, 900_000, 900_000, 900_000, 900_000,
    ]);
  });

  it('end after 24 hours, about a hundred of them, and with them the webhook', () => {
    let ageMs = 0;
    let attempts = 1;
    for (; ; attempts += 1) {
      const decision = judgeAnswer(answered(500), { attempts, ageMs });
      if (decision.kind !== 'again') {
        const detail = `given up after ${attempts} attempts: 500: no such chat`;
        expect(decision).toEqual({ kind: 'refused', detail, isOver: true });
        break;
      }
      ageMs += decision.delayMs;
    }
    // 22 min 35 s of growing pauses, then 94.5 quarters of an hour
    expect(attempts).toBe(6 + 95);
    expect(ageMs).toBeGreaterThanOrEqual(24 * HOUR_MS);
    expect(ageMs).toBeLessThan(24.25 * HOUR_MS);
  });

  it('are not given up for being late: six are made, however old the message', () => {
    const old = GIVE_UP_AFTER_MS * 3;
    expect(judgeAnswer(answered(500), { attempts: 5, ageMs: old })).toMatchObject({ kind: 'again' });
    expect(judgeAnswer(answered(500), { attempts: 6, ageMs: old })).toMatchObject({ kind: 'refused', isOver: true });
  });
});

describe('an order', () => {
  const tried = (fields: Partial<Delivery>): Delivery => ({ ...queuedDelivery('webhook:a1', 1_000), ...fields });

  it('of what was never tried comes never too early', () => {
    expect(waitOf(tried({}), 1_000)).toBe(0);
  });

  it('that comes before the pause is over waits for the rest of it', () => {
    expect(waitOf(tried({ attempts: 2 }), 11_000)).toBe(20_000);
    expect(waitOf(tried({ attempts: 2 }), 31_000)).toBe(0);
    expect(waitOf(tried({ attempts: 1, state: 'uncertain' }), 2_000)).toBe(4_000);
  });

  it('of what another sender holds waits for the end of its claim', () => {
    const held = tried({ attempts: 1, state: 'sending', claimedUntil: 41_000 });
    expect(waitOf(held, 11_000)).toBe(30_001);
    expect(waitOf(held, 41_001)).toBe(0);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 22, 9);
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['Sun, 22 Nov 2026 09:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 08:00:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['99999999999', null],
    ['soon', null],
    ['Foo, 99 Bar 2026 99:99:99 GMT', null],
    ['', null],
    [undefined, null],
  ])('%j is %j ms', (text, expected) => {
    expect(readRetryAfter(text, now)).toBe(expected);
  });
});
