import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WebhookEvent } from '../../../../../domain/channels/presets/preset.ts';
import { MAX_PAYLOAD_BYTES, type PushPayload } from '../../../../../domain/channels/presets/web-push.ts';
import { judgeAnswer, resultOf } from '../../../../../domain/channels/webhook-retry.ts';
import { isCutOf } from '../../../../support/cut-text.ts';
import { requestOf, writeBody } from '../../../../support/preset-request.ts';
import { buildTrigger } from '../../../../support/triggers.ts';

const DEVICE = { preset: 'web-push', chatId: null } as const;
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 6_000 }), fc.string({ unit: 'grapheme' }));

function write(event: Pick<WebhookEvent, 'type' | 'data' | 'chat'>): PushPayload {
  return JSON.parse(requestOf({ ...event, isUrgent: true, link: null, json: null }, DEVICE).body);
}

describe('what a device gets', () => {
  it('is a notification with the page of the coin, and a tag of the fire', () => {
    const trigger = buildTrigger({ note: 'sell half' });
    const payload: PushPayload = JSON.parse(writeBody(trigger, DEVICE));
    expect(payload).toMatchObject({ tag: trigger.id, path: '/coins/BTCUSDT', at: trigger.trade.time });
    expect(payload.title).toContain('BTCUSDT');
    expect(payload.body).toMatch(/^sell half\n/);
  });

  it('says that a fire of the simulator is one', () => {
    const payload: PushPayload = JSON.parse(writeBody(buildTrigger({ feed: 'simulator' }), DEVICE));
    expect(payload.title).toMatch(/^\[simulator\] /);
  });

  it('never takes more bytes than push services take, and begins as it was written', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 20 }), (title, lines) => {
        const payload = write({ type: 'trigger.fired', data: { symbol: 'BTCUSDT' }, chat: { title, lines, at: 0 } });
        expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
        expect(isCutOf(payload.title, title)).toBe(true);
        expect(isCutOf(payload.body, lines.join('\n'))).toBe(true);
        if (Buffer.byteLength(JSON.stringify(lines)) < 2_000) expect(payload.body).toBe(lines.join('\n'));
      }),
    );
  });

  it('leads to the settings when it is about no coin', () => {
    const chat = { title: 'A test from Pricebell', lines: [], at: 7 };
    expect(write({ type: 'webhook.test', data: { webhookId: 'a' }, chat })).toEqual({
      ...{ title: 'A test from Pricebell', body: '', tag: 'webhook.test', path: '/settings', at: 7 },
    });
  });
});

describe('the answer of a push service', () => {
  const answered = (status: number, retryAfterMs: number | null = null) => ({
    ...({ kind: 'answered', status, retryAfterMs, text: '', body: '', location: null } as const),
    ...{ tookMs: 20, isCutOff: false },
  });
  const judge = (...answer: Parameters<typeof answered>) =>
    judgeAnswer(answered(...answer), { attempts: 1, deferrals: 0, ageMs: 0 }, DEVICE);

  it.each([404, 410])('%d ends the device', (status) => {
    const decision = judge(status);
    expect(decision).toMatchObject({ kind: 'gone' });
    expect(resultOf(decision, 5)).toEqual({
      ...{ result: 'refused', at: 5, detail: `the browser takes no notifications from Pricebell any more (${status})` },
    });
  });

  it.each([400, 401, 403])('%d, about our key, switches it off', (status) => {
    expect(judge(status)).toMatchObject({ kind: 'refused', isOver: true });
  });

  it.each([406, 429])('%d asks for a pause', (status) => {
    expect(judge(status, 30_000)).toMatchObject({ kind: 'limited', delayMs: 30_000 });
  });

  it.each([
    [201, { kind: 'taken' }],
    [413, { kind: 'refused', isOver: false }],
    [500, { kind: 'again' }],
    [503, { kind: 'again' }],
  ])('%d: %j', (status, decision) => {
    expect(judge(status)).toMatchObject(decision);
  });
});
