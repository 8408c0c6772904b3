import { describe, expect, it } from 'vitest';
import type { AlertState } from '../../../domain/alert.ts';
import type { CoinState, ObservedCoin } from '../../../domain/coin.ts';
import type { Operator } from '../../../domain/condition.ts';
import { explainAlert } from '../../../domain/explain-alert.ts';
import { buildStoredAlert } from '../build/stored-alert.ts';
import { buildTrigger } from '../build/triggers.ts';

const seen = { asOf: { tradeId: 7, instant: 1_500 }, watchedFrom: { tradeId: 7, time: 1_500 } };
const arming: AlertState = {
  status: 'arming',
  armFrom: { armAfter: 1_000, bookVersion: 1 },
  asOf: null,
  watchedFrom: null,
};

function coin(price: string | null, state: CoinState = 'live'): ObservedCoin {
  return { state, price, lastTradeId: 7, tradeAt: 1_500 };
}

function active(op: Operator, side: 'below' | 'at' | 'above') {
  return buildStoredAlert({
    rule: { condition: { metric: 'price', op, level: '65000' }, repeat: { mode: 'once' }, confirm: 'trade' },
    state: { status: 'active', side, ...seen },
  });
}

describe('the explanation', () => {
  it.each([
    ['above', 'below', 'fires when the price rises to 65,000 or above'],
    ['below', 'above', 'fires when the price falls to 65,000 or below'],
    ['crosses-above', 'below', 'fires when the price rises to 65,000 or above'],
    [
      'crosses-above',
      'above',
      'waits until the price is below 65,000, then fires when the price rises to 65,000 or above',
    ],
    ['crosses-below', 'above', 'fires when the price falls to 65,000 or below'],
    [
      'crosses-below',
      'below',
      'waits until the price is above 65,000, then fires when the price falls to 65,000 or below',
    ],
    ['crosses', 'below', 'fires when the price rises to 65,000 or above'],
    ['crosses', 'above', 'fires when the price falls to 65,000 or below'],
    ['crosses', 'at', 'fires when the price crosses 65,000'],
  ] as const)('of %s with the price %s the level', (op, side, words) => {
    expect(explainAlert(active(op, side), coin('64812.4'))).toBe(`${words}; now 64,812.4; 0.29 % away`);
  });

  it('says what keeps the coin from being watched', () => {
    expect(explainAlert(active('above', 'below'), coin('64812.4', 'dark'))).toMatch(
      /; the coin is not seen at the moment$/,
    );
  });

  it('does without a price that is not known', () => {
    const words = 'fires when the price rises to 65,000 or above';
    expect(explainAlert(active('above', 'below'), coin(null))).toBe(words);
    expect(explainAlert(active('above', 'below'), null)).toBe(`${words}; the coin is not being watched`);
  });

  it.each([
    ['above', '66000', 'fires, since the price is at 65,000 or above'],
    ['below', '64000', 'fires, since the price is at 65,000 or below'],
    ['crosses-above', '66000', 'waits until the price is below 65,000, then fires when the price rises to'],
    ['crosses-below', '65000', 'waits until the price is above 65,000, then fires when the price falls to'],
    ['crosses', '66000', 'fires when the price falls to 65,000 or below'],
  ] as const)('of %s, arming at %s, goes by where the price stands', (op, price, words) => {
    const { rule } = active(op, 'at');
    expect(explainAlert(buildStoredAlert({ rule, state: arming }), coin(price))).toContain(
      `arms at the next trade; then ${words}`,
    );
  });

  it.each([
    [null, "waits for the coin's first trade"],
    [coin(null, 'rejected'), "waits for the coin's first trade; the exchange does not know the coin"],
    [
      coin('64000'),
      'arms at the next trade; then fires when the price rises to 65,000 or above; now 64,000; 1.56 % away',
    ],
  ])('of an arming alert tells what it waits for (%#)', (observed, words) => {
    expect(explainAlert(buildStoredAlert({ state: arming }), observed)).toBe(words);
  });

  it.each([
    [{ status: 'paused', ...seen }, 'paused'],
    [{ status: 'expired', ...seen }, 'expired without firing'],
    [{ status: 'faulty', fault: 'the rule is unknown', ...seen }, 'faulty: the rule is unknown'],
  ] as const)('of an alert that is over (%#)', (state, words) => {
    expect(explainAlert(buildStoredAlert({ state }), coin('1'))).toBe(words);
  });

  it('of a triggered alert names the trade, and the simulator', () => {
    const lastTrigger = buildTrigger({ feed: 'simulator' });
    const fired = buildStoredAlert({ state: { status: 'triggered', ...seen }, lastTrigger });
    const at = new Date(lastTrigger.trade.time).toISOString();
    expect(explainAlert(fired, coin('1'))).toBe(`fired on ${at} at 65,001.2 by trade 12 (simulator)`);
  });
});
