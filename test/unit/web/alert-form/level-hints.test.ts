import { expect, test } from 'vitest';
import { EMPTY_DRAFT, withCondition } from '../../../../web/alert-form/draft/alert-draft.ts';
import { type HintCoin, levelHints } from '../../../../web/alert-form/level-hints.ts';
import { numberTextOf } from '../../../../web/format/number-text.ts';

const COIN: HintCoin = { symbol: 'BTCUSDT', price: '65000', tickSize: '0.01' };
const ENGLISH = numberTextOf('en-US');

function hints(level: string, coin: HintCoin | null = COIN, change = {}) {
  const draft = withCondition(EMPTY_DRAFT, 0, { level, ...change });
  return levelHints(draft, coin, ENGLISH).map(({ text, offer }) => [
    text,
    offer && [offer.label, offer.draft.conditions[0]?.level],
  ]);
}

test('a level says how far it is from the price now', () => {
  expect(hints('65,650')).toEqual([['1.00% above the price now.', null]]);
  expect(hints('64350')).toEqual([['1.00% below the price now.', null]]);
  expect(hints('65000')).toEqual([['The price is there now.', null]]);
});

test('a relative level says what it is now, on a step of the coin', () => {
  expect(hints('+5%')).toEqual([['+5% is 68,250 now.', null]]);
  expect(hints('-0.333%')).toEqual([['-0.333% is 64,783.55 now.', null]]);
});

test('a level between two steps of the coin is said, and the nearest step offered', () => {
  expect(hints('65,000.123')).toEqual([['BTCUSDT trades in steps of 0.01.', ['Use 65,000.12', '65,000.12']]]);
});

test('a number of another notation is offered as it would be written here', () => {
  expect(hints('65.000,5')).toEqual([['', ['Use 65,000.5', '65,000.5']]]);
});

test('a number that would be another one elsewhere is named when the other one is nearer to the price', () => {
  expect(hints('65.000')).toEqual([['Read as 65.', ['Use 65,000 instead', '65,000']]]);
  expect(hints('65.000', { ...COIN, price: '64.2' })).toEqual([['1.25% above the price now.', null]]);
});

test('of other metrics, and without a price, nothing is said of the distance', () => {
  expect(hints('5', COIN, { metric: 'change-1h' })).toEqual([]);
  expect(hints('65000', null)).toEqual([]);
  expect(hints('')).toEqual([]);
});

test('each bound of a range has its own', () => {
  const range = { op: 'enters', from: '65,650', to: '66,300' };
  expect(hints('', COIN, range).map(([text]) => text)).toEqual([
    '1.00% above the price now.',
    '2.00% above the price now.',
  ]);
});
