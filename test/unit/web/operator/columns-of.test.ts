import { expect, test } from 'vitest';
import { columnsOf } from '../../../../web/operator/columns-of.ts';

test('a table has the states that any hour has, in the order in which a message comes into them', () => {
  const hours = [
    { hour: '2026-11-29T09:00:00.000Z', deliveries: { failed: 1 } },
    { hour: '2026-11-29T08:00:00.000Z', deliveries: { delivered: 3, suppressed: 1 } },
  ];
  expect(columnsOf(hours)).toEqual(['sent', 'delivered', 'failed', 'suppressed']);
});
