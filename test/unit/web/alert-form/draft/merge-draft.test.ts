import { expect, test } from 'vitest';
import { type AlertDraft, EMPTY_DRAFT, withCondition } from '../../../../../web/alert-form/draft/alert-draft.ts';
import { mergeDraft } from '../../../../../web/alert-form/draft/merge-draft.ts';

const before: AlertDraft = {
  ...withCondition(EMPTY_DRAFT, 0, { level: '65,000' }),
  coins: ['BTCUSDT'],
  name: 'Breakout',
};
const now: AlertDraft = { ...withCondition(before, 0, { level: '66,000' }), note: 'from the phone' };

test('what the person did not touch is as the alert has become', () => {
  expect(mergeDraft({ before, now }, before)).toEqual(now);
});

test('what the person changed stays, beside what changed elsewhere', () => {
  expect(mergeDraft({ before, now }, { ...before, name: 'Top' })).toEqual({ ...now, name: 'Top' });
});

test('of what both changed, the person sees their own', () => {
  const mine = withCondition(before, 0, { level: '70,000' });
  expect(mergeDraft({ before, now }, mine).conditions[0]?.level).toBe('70,000');
});
