import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DemoAlert, demoSlots, levelNear, planDemo } from '../../../local/demo/demo-alerts.ts';

const alert = (note: string, status: string): DemoAlert => ({ id: note, symbol: 'BTCUSDT', note, status });

describe('the demo alerts of a coin', () => {
  it('stand close to its price on both sides', () => {
    expect(demoSlots('65000.00').map(({ op, level }) => [op, level])).toEqual([
      ['crosses-above', '65032.5'],
      ['crosses-below', '64967.5'],
      ['crosses-above', '65130'],
      ['crosses-below', '64870'],
    ]);
  });

  it('never stand on the price itself, however few decimals it has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10 ** 9 }), fc.integer({ min: 0, max: 8 }), (units, decimals) => {
        const price = (units / 10 ** decimals).toFixed(decimals);
        expect(Number(levelNear(price, 0.05))).toBeGreaterThan(Number(price));
        expect(Number(levelNear(price, -0.05))).toBeLessThan(Number(price));
        expect(Number(levelNear(price, -0.05))).toBeGreaterThan(0);
      }),
    );
  });

  it('are made once: a restart arms again what has fired, and leaves the rest', () => {
    const slots = demoSlots('100');
    const [a, b, c] = slots;
    const kept = [alert(a?.note ?? '', 'triggered'), alert(b?.note ?? '', 'active'), alert(c?.note ?? '', 'paused')];
    expect(planDemo(slots, kept)).toEqual([
      { kind: 're-arm', id: a?.note, slot: a },
      { kind: 'create', slot: slots[3] },
    ]);
  });
});
