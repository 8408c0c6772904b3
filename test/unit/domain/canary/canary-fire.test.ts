import { expect, test } from 'vitest';
import { canaryFireSchema, measureCanaryFire } from '../../../../domain/canary/canary-fire.ts';
import { firedAt } from '../../../../domain/messages/trigger.ts';
import { buildTrigger } from '../../../support/triggers.ts';

test('the two times are those of the proof, on one clock', () => {
  const trigger = buildTrigger();
  // its decision came 185 ms after the trade, since the clocks differ by trade.time − 915 and the decision was at 1,100
  const fire = measureCanaryFire('BTCUSDT', trigger, 1_130);
  expect(fire).toEqual({ symbol: 'BTCUSDT', firedAt: firedAt(trigger), decisionMs: 185, dispatchMs: 30 });
  expect(canaryFireSchema.parse(fire)).toEqual(fire);
});

test('where clocks differ by more than a hop took, it took no time', () => {
  const { hops, ...trigger } = buildTrigger();
  const behind = { ...hops, clockOffsetMs: hops.clockOffsetMs === null ? null : hops.clockOffsetMs - 1_000 };
  expect(measureCanaryFire('BTCUSDT', { ...trigger, hops: behind }, 1_090)).toMatchObject({
    decisionMs: 0,
    dispatchMs: 0,
  });
});
