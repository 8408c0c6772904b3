import { expect, test } from 'vitest';
import { RequestWeight } from '../../../../ingest-task/exchange/request-budget.ts';
import { manualClock } from '../../../support/manual-clock.ts';

const told = (weight: number) => new Headers({ 'x-mbx-used-weight-1m': String(weight) });

test('the weight is what the exchange told last and what is not answered yet', () => {
  const weight = new RequestWeight(manualClock());
  weight.begin(4);
  weight.begin(2);
  expect(weight.used).toBe(6);
  weight.note(told(120));
  weight.end(4);
  expect(weight.used).toBe(122);
});

test('answers that overtake each other do not lower it within a minute', async () => {
  const clock = manualClock({ now: 1_699_999_980_000 });
  const weight = new RequestWeight(clock);
  weight.note(told(120));
  weight.note(told(116));
  expect(weight.used).toBe(120);
  await clock.advance(60_000);
  expect(weight.used).toBe(0);
  weight.note(told(4));
  expect(weight.used).toBe(4);
});

test('an answer that tells no weight changes nothing', () => {
  const weight = new RequestWeight(manualClock());
  weight.note(told(9));
  weight.note(new Headers());
  weight.note(new Headers({ 'x-mbx-used-weight-1m': 'x' }));
  expect(weight.used).toBe(9);
});
