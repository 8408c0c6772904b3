import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAlertId } from '../../../../domain/alerts/alert-id.ts';
import { canaryId, canaryRule } from '../../../../domain/canary/canary-rule.ts';
import { plainDecimal } from '../../../../domain/market/decimal.ts';
import { bandOf } from '../../../../domain/rules/condition.ts';
import { conditionSchema } from '../../../../domain/rules/condition-schema.ts';
import { invalidExpiry } from '../../../../domain/rules/expiry.ts';
import { invalidFields } from '../../../../domain/rules/invalid-fields.ts';
import { ruleSchema } from '../../../../domain/rules/rule-schema.ts';

const NOW = 1_700_000_000_000;

test('the rule is one that a person could ask for, with the price between its levels, for every price and move', () => {
  const anyPrice = fc.tuple(fc.double({ min: 1, max: 9.999, noNaN: true }), fc.integer({ min: -8, max: 6 }));
  fc.assert(
    fc.property(anyPrice, fc.double({ min: 0.0002, max: 0.5, noNaN: true }), ([digits, exponent], move) => {
      const price = plainDecimal(digits * 10 ** exponent);
      const rule = canaryRule({ price, move, now: NOW });
      expect(ruleSchema.parse(rule)).toEqual(rule);
      expect(invalidFields(rule)).toEqual([]);
      expect(invalidExpiry(rule, NOW)).toEqual([]);
      const { low, high } = bandOf(conditionSchema.parse(rule.condition));
      expect(low).toBeLessThan(Number(price));
      expect(high).toBeGreaterThan(Number(price));
      expect((high - low) / Number(price)).toBeCloseTo(2 * move, 6);
    }),
  );
});

test('each coin can have one canary, whose id names the place of an alert', () => {
  expect(canaryId('BTCUSDT')).toBe('BTCUSDT-0-00000000000000000000CANARY');
  expect(parseAlertId(canaryId('币安人生USDT'))).toEqual({ symbol: '币安人生USDT', shard: 0 });
});
