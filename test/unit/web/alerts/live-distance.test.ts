import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceOf } from '../../../../domain/alert-facts/alert-distance.ts';
import { closeness, distanceRank, liveDistance } from '../../../../web/alerts/live-distance.ts';
import { buildAlertView } from '../../../support/alert-views.ts';
import { coin, NOW } from '../../../support/explained.ts';

describe('the distance of an alert', () => {
  it('follows the price', () => {
    expect(liveDistance(buildAlertView(), '64350')).toEqual({ level: '65000', percent: (65_000 / 64_350 - 1) * 100 });
  });

  it('is 0 beyond the level, until the alert itself is read again', () => {
    expect(liveDistance(buildAlertView(), '65001')).toMatchObject({ percent: 0 });
  });

  it('is to the nearer bound of a range', () => {
    const condition = { metric: 'price', op: 'leaves', from: '60000', to: '70000' } as const;
    const alert = buildAlertView({ condition });
    expect(liveDistance(alert, '69000')).toMatchObject({ level: '70000' });
    expect(liveDistance(alert, '61000')).toMatchObject({ level: '60000' });
  });

  it.each([
    ['of another metric', { condition: { metric: 'change-1h', op: 'above', level: '5' } as const }],
    ['of several conditions', { condition: null, all: [{ metric: 'price', op: 'above', level: '1' } as const] }],
  ])('%s stays as it was read: it moves with more than the price', (_what, fields) => {
    const distance = { metric: 'change-1h', value: '1', level: '5', percent: '4' } as const;
    expect(liveDistance(buildAlertView({ ...fields, distance }), '99')).toEqual({ level: '5', percent: 4 });
  });

  it('is not known while the price is not, or nothing could fire the alert', () => {
    expect(liveDistance(buildAlertView({ distance: null }), '64000')).toBeNull();
    expect(liveDistance(buildAlertView(), null)).toEqual({ level: '65000', percent: 1.5625 });
  });

  it('is what the API itself says at that price', () => {
    const op = fc.constantFrom('crosses-above', 'crosses-below', 'above', 'below', 'crosses');
    const price = fc.integer({ min: 1, max: 200_000 });
    fc.assert(
      fc.property(op, fc.integer({ min: 1, max: 200_000 }), price, price, (operator, level, before, now) => {
        const rule = ruleOf(operator, `${level}`);
        const seen = apiDistance(rule, before);
        const said = apiDistance(rule, now);
        const alert = buildAlertView({
          condition: { metric: 'price', op: operator, level: `${level}` },
          distance: seen && { ...seen, percent: seen.percent === null ? null : `${seen.percent}` },
        });
        const live = liveDistance(alert, `${now}`)?.percent ?? Number.NaN;
        // on the same side of the level as when it was read, both agree
        if (seen?.percent && Math.sign(level - before) === Math.sign(level - now)) {
          expect(live).toBeCloseTo(said?.percent ?? Number.NaN, 9);
        }
      }),
    );
  });
});

function ruleOf(op: 'crosses-above' | 'crosses-below' | 'above' | 'below' | 'crosses', level: string) {
  return {
    ...{ condition: { metric: 'price', op, level } as const, repeat: { mode: 'once' } as const },
    ...{ rearmPercent: null, holdSeconds: null, confirm: 'trade' as const, expiresAt: null },
  };
}

function apiDistance(rule: ReturnType<typeof ruleOf>, price: number) {
  const state = {
    ...({ status: 'arming', armFrom: { armAfter: 0, bookVersion: 1 }, watch: 0, quietly: false } as const),
    ...{ asOf: null, watchedFrom: null },
  };
  return distanceOf({ rule, state, lastTrigger: null }, { coin: coin(`${price}`), now: NOW });
}

describe('a bar', () => {
  it('is full where the alert fires, emptier the farther it is, and empty far away', () => {
    expect(closeness(0)).toBe(1);
    expect(closeness(-1)).toBe(closeness(1));
    expect(closeness(50)).toBe(0);
    expect(closeness(400)).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }), (a, b) => {
        if (a < b) expect(closeness(a)).toBeGreaterThanOrEqual(closeness(b));
      }),
    );
  });
});

it('what can not be said is farther than all', () => {
  expect(distanceRank(null)).toBe(Number.POSITIVE_INFINITY);
  expect(distanceRank({ level: '1', percent: null })).toBe(Number.POSITIVE_INFINITY);
  expect(distanceRank({ level: '1', percent: -3 })).toBe(3);
});
