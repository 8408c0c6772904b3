import { expect, test } from 'vitest';
import { sinceHappened } from '../../../../domain/messages/message.ts';
import { firedAt } from '../../../../domain/messages/trigger.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const trigger = buildTrigger();
const at = firedAt(trigger);
const offset = (clockOffsetMs: number | null) => ({ ...trigger, hops: { ...trigger.hops, clockOffsetMs } });

test('the time since a fire is measured on the exchange clock, to which our own is compared', () => {
  expect(sinceHappened(offset(400), at + 1_000)).toBe(1_400);
  expect(sinceHappened(offset(-400), at + 1_000)).toBe(600);
  expect(sinceHappened(offset(null), at + 1_000)).toBe(1_000);
});

test('it is never negative, however much the clocks differ', () => {
  expect(sinceHappened(offset(-5_000), at + 1_000)).toBe(0);
});
