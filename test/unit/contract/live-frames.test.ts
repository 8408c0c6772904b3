import { describe, expect, it } from 'vitest';
import { clientFrameSchema } from '../../../contract/live-frames.ts';
import { MAX_SUBSCRIBED } from '../../../contract/live-limits.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `COIN${index}`);

describe('what a client sends', () => {
  it.each([
    { action: 'sign-in', token: 'a.b.c' },
    { action: 'subscribe', symbols: ['BTCUSDT', '币安人生USDT'] },
    { action: 'unsubscribe', symbols: names(MAX_SUBSCRIBED) },
    { action: 'ping' },
  ])('can be $action', (frame) => {
    expect(clientFrameSchema.parse(frame)).toEqual(frame);
  });

  it.each([
    ['no action', {}],
    ['an unknown action', { action: 'shout' }],
    ['an unknown field', { action: 'ping', loud: true }],
    ['no token', { action: 'sign-in' }],
    ['an endless token', { action: 'sign-in', token: 'x'.repeat(9_000) }],
    ['no coin', { action: 'subscribe', symbols: [] }],
    ['a name that is none', { action: 'subscribe', symbols: ['btcusdt'] }],
    ['a name with its exchange', { action: 'subscribe', symbols: ['binance:BTCUSDT'] }],
    ['too many coins', { action: 'subscribe', symbols: names(MAX_SUBSCRIBED + 1) }],
    ['a list', [{ action: 'ping' }]],
  ])('is refused with %s', (_, frame) => {
    expect(clientFrameSchema.safeParse(frame).success).toBe(false);
  });
});
