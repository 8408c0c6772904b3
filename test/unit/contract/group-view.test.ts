import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGroupSchema } from '../../../contract/group-request.ts';
import { groupSummarySchema, viewGroup } from '../../../contract/group-view.ts';
import { newGroup } from '../../../domain/groups/group.ts';

const repeats = fc.record(
  {
    mode: fc.constant('every-time'),
    cooldownSeconds: fc.constantFrom(null, 60),
    reanchor: fc.constantFrom(null, true, false),
    step: fc.constantFrom(null, '+5%'),
  },
  { requiredKeys: ['mode'] },
);

test('a group is shown as it was asked for, however it repeats', () => {
  fc.assert(
    fc.property(repeats, (repeat) => {
      const fields = { condition: { metric: 'price', op: 'crosses-above', level: '+5%' }, repeat };
      fc.pre(createGroupSchema.safeParse({ ...fields, coins: ['BTCUSDT'] }).success);
      const group = newGroup({ id: 'g', fires: 'each', coins: ['BTCUSDT'], createdAt: 1, asked: fields });
      const shown = viewGroup(group, { firedBy: null, channels: [], now: 2 });
      expect(shown).toMatchObject(fields);
      expect(groupSummarySchema.safeParse(shown).success).toBe(true);
    }),
  );
});
