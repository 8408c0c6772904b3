import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAlertSchema } from '../../../../../../contract/alert-request.ts';
import { levelFrom } from '../../../../../../domain/rules/relative-level.ts';
import { duplicateAlerts, relativeTo } from '../../../../../../web/alerts/many/duplicate/duplicate-alerts.ts';
import { buildAlertView } from '../../../../../support/alert-views.ts';

const prices: Record<string, string> = { BTCUSDT: '64000', ETHUSDT: '3200' };
const priceOf = (symbol: string) => prices[symbol] ?? null;

describe('a copy on another coin', () => {
  it('keeps rule, channels, name and note, and is what the API takes', () => {
    const alert = buildAlertView({
      ...{ name: 'Exit', note: 'half', holdSeconds: 60, repeat: { mode: 'every-time', cooldownSeconds: 300 } },
      ...{ externalId: 'mine', groupId: 'g', expiresAt: '2027-01-01T00:00:00.000Z' },
    });
    const [copy] = duplicateAlerts({ alerts: [alert], symbols: ['ETHUSDT'], levels: 'as-is', priceOf });
    expect(createAlertSchema.parse(copy)).toMatchObject({
      ...{ symbol: 'ETHUSDT', name: 'Exit', note: 'half', holdSeconds: 60, condition: alert.condition },
      ...{ repeat: { mode: 'every-time', cooldownSeconds: 300 }, channels: [{ type: 'email' }] },
    });
    expect(copy).not.toHaveProperty('externalId');
  });

  it('is made for each alert on each coin but its own', () => {
    const alerts = [buildAlertView(), buildAlertView({ symbol: 'ETHUSDT' })];
    const copies = duplicateAlerts({ alerts, symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'], levels: 'as-is', priceOf });
    expect(copies.map(({ symbol }) => symbol)).toEqual(['ETHUSDT', 'SOLUSDT', 'BTCUSDT', 'SOLUSDT']);
  });

  it('has its level on the price as far from the price there as it is here', () => {
    const asked = { alerts: [buildAlertView()], symbols: ['ETHUSDT'], levels: 'same-distance', priceOf } as const;
    expect(duplicateAlerts(asked)).toMatchObject([{ condition: { level: '+1.56%' } }]);
    const all = [
      { metric: 'price', op: 'above', level: '60800' },
      { metric: 'change-1h', op: 'above', level: '5' },
    ] as const;
    const several = duplicateAlerts({ ...asked, alerts: [buildAlertView({ condition: null, all: [...all] })] });
    expect(several).toMatchObject([{ all: [{ level: '-5.00%' }, { level: '5' }] }]);
  });

  it('has the level of a high as far from the price there as it is here', () => {
    const condition = { metric: 'high-24h', op: 'above', level: '67200' } as const;
    const asked = { alerts: [buildAlertView({ condition })], symbols: ['ETHUSDT'], priceOf } as const;
    const [copy] = duplicateAlerts({ ...asked, levels: 'same-distance' });
    expect(createAlertSchema.parse(copy)).toMatchObject({ condition: { metric: 'high-24h', level: '3360' } });
    expect(duplicateAlerts({ ...asked, levels: 'as-is' })).toMatchObject([{ condition }]);
  });

  it('keeps its levels when the price here is not known', () => {
    const asked = { alerts: [buildAlertView()], symbols: ['ETHUSDT'], levels: 'same-distance' } as const;
    expect(duplicateAlerts({ ...asked, priceOf: () => null })).toMatchObject([{ condition: { level: '65000' } }]);
  });
});

it('a distance is one that the API takes, on the side of the level, and comes back to it within a hundredth of a percent', () => {
  const amount = fc.integer({ min: 1_000, max: 9_000_000 }).map(String);
  fc.assert(
    fc.property(amount, amount, (price, level) => {
      const relative = relativeTo(price, level);
      if (level !== price) expect(relative.startsWith('-')).toBe(Number(level) < Number(price));
      const back = Number(levelFrom({ price, tickSize: '0.0001' }, relative));
      expect(Math.abs(back - Number(level))).toBeLessThanOrEqual(Number(price) * 0.0001 + 0.0001);
    }),
  );
});
