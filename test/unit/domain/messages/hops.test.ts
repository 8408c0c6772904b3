import fc from 'fast-check';
import { expect, test } from 'vitest';
import { triggerViewSchema, viewFire, viewTrigger } from '../../../../contract/trigger-view.ts';
import { encodePosition } from '../../../../domain/market/position.ts';
import { type Hops, hopsSchema } from '../../../../domain/messages/hops.ts';
import { createWallClock } from '../../../../text/format/wall-clock.ts';
import { proofRows } from '../../../../text/mail/proof-rows.ts';
import { ALERT_ID, buildTrigger } from '../../../support/triggers.ts';

const NOON = Date.UTC(2026, 0, 5, 12);

function triggerWith(hops: Hops, { firedAt = NOON, dispatchedAt = NOON } = {}) {
  const trade = { id: 12, time: hops.tradeAt, price: '65001.2', quantity: '1' };
  const id = `${ALERT_ID}@${encodePosition({ tradeId: 12, instant: firedAt })}`;
  return buildTrigger({ id, trade, hops, dispatchedAt });
}

test("instants of our own clock are shown on the exchange's clock", () => {
  const hops = { tradeAt: NOON, receivedAt: 1_000, publishedAt: 1_040, evaluatedAt: 1_100, clockOffsetMs: NOON - 915 };
  expect(viewTrigger(triggerWith(hops, { dispatchedAt: 1_130 })).hops).toEqual({
    tradeAt: '2026-01-05T12:00:00.000Z',
    receivedAt: '2026-01-05T12:00:00.085Z',
    publishedAt: '2026-01-05T12:00:00.125Z',
    evaluatedAt: '2026-01-05T12:00:00.185Z',
    dispatchedAt: '2026-01-05T12:00:00.215Z',
    clockOffsetMs: NOON - 915,
  });
});

test('hops stored by an earlier version can be read, and say that the clocks were not compared', () => {
  const stored = { tradeAt: NOON, receivedAt: NOON - 191, publishedAt: NOON + 40, evaluatedAt: NOON + 100 };
  const hops = hopsSchema.parse(stored);
  expect(hops.clockOffsetMs).toBeNull();
  expect(viewFire(triggerWith(hops)).hops).toMatchObject({ receivedAt: '2026-01-05T12:00:00.000Z' });
});

const skew = fc.integer({ min: -10_000, max: 10_000 });
const drawnHops = fc.record({
  tradeAt: fc.constant(NOON),
  receivedAt: skew.map((ms) => NOON + ms),
  publishedAt: skew.map((ms) => NOON + ms),
  evaluatedAt: skew.map((ms) => NOON + ms),
  clockOffsetMs: fc.option(skew),
});

test('whatever the clocks say, no hop is shown before its cause, and no delay is negative', () => {
  fc.assert(
    fc.property(drawnHops, fc.nat(5_000), skew, (hops, heldFor, dispatched) => {
      const trigger = triggerWith(hops, { firedAt: NOON + heldFor, dispatchedAt: NOON + dispatched });
      const view = triggerViewSchema.parse(viewTrigger(trigger));
      const { tradeAt, receivedAt, publishedAt, evaluatedAt, dispatchedAt } = view.hops;
      const instants = [tradeAt, view.firedAt, receivedAt, publishedAt, evaluatedAt, dispatchedAt];
      expect(instants).toEqual([...instants].sort());
      const delays = proofRows(trigger, createWallClock('UTC')).find(({ name }) => name === 'Delay')?.lines ?? [];
      expect(delays).toHaveLength(4);
      for (const delay of delays)
        expect(delay).toMatch(/^\w+ → \w+ (\d[\d.]* m?s|within the clocks' difference|not known: .*)$/);
    }),
  );
});
