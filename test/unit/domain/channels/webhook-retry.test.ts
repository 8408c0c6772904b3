import { describe, expect, it } from 'vitest';
import type { WebhookAnswer } from '../../../../domain/channels/presets/preset.ts';
import { GIVE_UP_AFTER_MS, pauseAfter } from '../../../../domain/channels/webhook-pauses.ts';
import {
  type Attempt,
  judgeAnswer as judge,
  paceOf,
  readRetryAfter,
  waitOf,
} from '../../../../domain/channels/webhook-retry.ts';
import { type Delivery, queuedDelivery } from '../../../../domain/messages/delivery.ts';
import { buildWebhook } from '../../../support/memory-webhooks.ts';

const FIRST = { attempts: 1, deferrals: 0, ageMs: 10 };
const judgeAnswer = (answer: WebhookAnswer, attempt: Attempt) => judge(answer, attempt, buildWebhook());
const HOUR_MS = 3_600_000;
const answered = (status: number, retryAfterMs: number | null = null): WebhookAnswer => ({
  kind: 'answered',
  status,
  retryAfterMs,
  text: 'no such chat',
  body: 'no such chat',
  location: null,
  tookMs: 20,
  isCutOff: false,
});

const MOVED = {
  kind: 'answered',
  status: 308,
  retryAfterMs: null,
  text: '',
  body: '',
  location: null,
  tookMs: 9,
  isCutOff: false,
} as const;

describe('an answer', () => {
  it.each([200, 201, 204, 299])('%i is taken', (status) => {
    const detail = `it took the message (${status}: no such chat)`;
    expect(judgeAnswer(answered(status), FIRST)).toEqual({ kind: 'taken', detail, speed: 'prompt' });
  });

  it.each([301, 302, 307, 308])(
    '%i is refused, says that redirects are not followed and names the new address',
    (status) => {
      const location = 'https://new.example.com/in';
      expect(judgeAnswer({ ...MOVED, status, location }, FIRST)).toEqual({
        kind: 'refused',
        detail: `it has moved to ${location}; redirects are not followed (${status})`,
        isOver: false,
        newAddress: location,
        speed: 'prompt',
      });
    },
  );

  it('that redirects nowhere names no address', () => {
    const decision = judgeAnswer({ ...MOVED, status: 304 }, FIRST);
    expect(decision).toMatchObject({ detail: 'redirects are not followed (304)', newAddress: null });
  });

  it.each([
    [400, 'it does not understand the message'],
    [401, 'it wants credentials that it does not get'],
    [403, 'it does not allow these calls'],
    [404, 'nothing is at this address'],
    [405, 'it does not take such requests'],
    [413, 'the message is too large for it'],
    [422, 'it refuses the message'],
    [451, 'it refuses the message'],
  ])('%i is refused for good: %s', (status, why) => {
    const detail = `${why} (${status}: no such chat)`;
    expect(judgeAnswer(answered(status), FIRST)).toMatchObject({
      kind: 'refused',
      detail,
      isOver: false,
      newAddress: null,
    });
  });

  it('410 is the end of the webhook', () => {
    expect(judgeAnswer(answered(410), FIRST)).toMatchObject({ kind: 'refused', isOver: true });
  });

  it.each([408, 425, 500, 502, 503, 504, 599])('%i is tried again after the first pause', (status) => {
    expect(judgeAnswer(answered(status), FIRST)).toMatchObject({ kind: 'again', delayMs: 5_000, mayHaveIt: false });
  });

  it.each([
    [429, 'limited', 1_000, 1_000],
    [429, 'limited', 60_000, 60_000],
    [429, 'limited', 86_400_000, 900_000],
    [429, 'limited', null, 5_000],
    [503, 'again', 1_000, 5_000],
    [503, 'again', 120_000, 120_000],
    [503, 'again', 86_400_000, 900_000],
  ])('%i is %s, and when it asks to wait %j ms is waited for %i ms', (status, kind, asked, delayMs) => {
    expect(judgeAnswer(answered(status, asked), FIRST)).toMatchObject({ kind, delayMs });
  });

  it('of a limit uses up none of the pauses after failures', () => {
    const limited = { attempts: 7, deferrals: 6, ageMs: 1_000 };
    expect(judgeAnswer(answered(500), limited)).toMatchObject({ kind: 'again', delayMs: 5_000 });
  });

  it('that did not come may mean a taken message; a receiver that was not reached has none', () => {
    const silent = judgeAnswer({ kind: 'no-answer', detail: 'no answer in time' }, FIRST);
    expect(silent).toMatchObject({ kind: 'again', detail: 'no answer in time', delayMs: 5_000, mayHaveIt: true });
    expect(judgeAnswer({ kind: 'not-reached', detail: 'x' }, FIRST)).toMatchObject({ kind: 'again', mayHaveIt: false });
  });

  it('is not expected from an address that must not be called', () => {
    const refused = { kind: 'refused', detail: 'not public', isOver: false, newAddress: null };
    expect(judgeAnswer({ kind: 'forbidden', detail: 'not public' }, FIRST)).toMatchObject(refused);
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
      const decision = judgeAnswer(answered(500), { attempts, deferrals: 0, ageMs });
      if (decision.kind !== 'again') {
        const detail = `given up after ${attempts} attempts: it has a failure of its own (500: no such chat)`;
        expect(decision).toMatchObject({ kind: 'refused', detail, isOver: true, newAddress: null });
        break;
      }
      ageMs += decision.delayMs;
    }
    // 22 min 35 s of growing pauses, then 94.5 quarters of an hour
    expect(attempts).toBe(6 + 95);
    expect(ageMs).toBeGreaterThanOrEqual(24 * HOUR_MS);
    expect(ageMs).toBeLessThan(24.25 * HOUR_MS);
  });

  it('are made six times at least, however old the message is', () => {
    const old = GIVE_UP_AFTER_MS * 3;
    expect(judgeAnswer(answered(500), { attempts: 5, deferrals: 0, ageMs: old })).toMatchObject({ kind: 'again' });
    expect(judgeAnswer(answered(500), { attempts: 6, deferrals: 0, ageMs: old })).toMatchObject({
      kind: 'refused',
      isOver: true,
    });
  });
});

describe('the pace', () => {
  it('is that of the preset, and slower for ten minutes after a receiver has asked for fewer messages', () => {
    const pausedUntil = 1_000_000;
    const standard = buildWebhook({ pausedUntil });
    expect(paceOf(buildWebhook(), 1_000_000)).toBeNull();
    expect(paceOf(standard, pausedUntil - 1)).toEqual({ burst: 1, gapMs: 1_000 });
    expect(paceOf(standard, pausedUntil + 599_999)).toEqual({ burst: 1, gapMs: 1_000 });
    expect(paceOf(standard, pausedUntil + 600_000)).toBeNull();
    const discord = buildWebhook({ preset: 'discord', pausedUntil });
    expect(paceOf(discord, pausedUntil)).toEqual({ burst: 1, gapMs: 2_400 });
    expect(paceOf(discord, pausedUntil + 600_000)).toEqual({ burst: 5, gapMs: 2_400 });
  });
});

describe('a job', () => {
  const tried = (fields: Partial<Delivery>): Delivery => ({ ...queuedDelivery('webhook:a1', 1_000), ...fields });

  it('for a delivery that was never tried is never too early', () => {
    expect(waitOf(tried({}), 1_000)).toBe(0);
  });

  it('that comes before the pause has ended waits for the rest of it', () => {
    expect(waitOf(tried({ attempts: 2 }), 11_000)).toBe(20_000);
    expect(waitOf(tried({ attempts: 2 }), 31_000)).toBe(0);
    expect(waitOf(tried({ attempts: 1, state: 'uncertain' }), 2_000)).toBe(4_000);
    expect(waitOf(tried({ attempts: 3, deferrals: 1 }), 11_000)).toBe(20_000);
  });

  it('for a delivery that the receiver only put off waits for nothing but its turn', () => {
    expect(waitOf(tried({ attempts: 3, deferrals: 3 }), 1_000)).toBe(0);
  });

  it('for a delivery that another sender has claimed waits for the end of the claim', () => {
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
