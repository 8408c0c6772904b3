import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionsSchema, createAlertSchema, patchAlertSchema } from '../../../../../contract/alert-request.ts';
import { changedConditions, changedRule, requestedRule } from '../../../../../contract/requested-rule.ts';
import { type RuleView, viewRule } from '../../../../../contract/rule-view.ts';
import { resolveRule } from '../../../../../domain/rules/asked-rule.ts';
import { type Rule, reanchorOf } from '../../../../../domain/rules/rule.ts';
import type { AlertDraft } from '../../../../../web/alert-form/draft/alert-draft.ts';
import { alertBody, changeOf } from '../../../../../web/alert-form/draft/bodies.ts';
import { draftOf } from '../../../../../web/alert-form/draft/draft-of-alert.ts';
import { readDraft } from '../../../../../web/alert-form/draft/request-of-draft.ts';
import { numberTextOf } from '../../../../../web/format/number-text.ts';
import { anyRule } from './any-rule.ts';

const numbers = fc.constantFrom('en-US', 'de-DE', 'fr-FR', 'en-IN', 'ar-EG').map(numberTextOf);
const draft = (shown: RuleView, locale: ReturnType<typeof numberTextOf>): AlertDraft => ({
  ...draftOf(shown, locale),
  ...{ coins: ['BTCUSDT'], fires: 'each', externalId: '' },
});
const NOW = { price: '64000', at: 0, tickSize: '0.01' };

function resolved(asked: Parameters<typeof resolveRule>[0], before: Rule | null): RuleView {
  const result = resolveRule(asked, NOW, before && reanchorOf(before));
  if ('invalid' in result) throw new Error(JSON.stringify(result.invalid));
  return viewRule(result.rule);
}

describe('an alert that is opened in the form', () => {
  test('asks for what it is, in every locale', () => {
    fc.assert(
      fc.property(anyRule, numbers, (stored, locale) => {
        const shown = viewRule(stored);
        const { fields, problems } = readDraft(draft(shown, locale), locale);
        expect(problems).toEqual([]);
        const { channels, name, note, ...asked } = fields;
        expect(asked).toEqual(shown);
        expect({ channels, name, note }).toEqual({ channels: [{ type: 'email' }], name: null, note: null });
      }),
    );
  });

  test('makes the same alert again when it is copied', () => {
    fc.assert(
      fc.property(anyRule, numbers, (stored, locale) => {
        const copy = draft(viewRule(stored), locale);
        const body = createAlertSchema.parse(alertBody(readDraft(copy, locale).fields, copy));
        expect(resolved(requestedRule(body), null)).toEqual(viewRule(stored));
      }),
    );
  });

  test('changes nothing when nothing was changed', () => {
    fc.assert(
      fc.property(anyRule, numbers, (stored, locale) => {
        const read = () => readDraft(draft(viewRule(stored), locale), locale).fields;
        expect(changeOf(read(), read())).toEqual({});
      }),
    );
  });

  test('becomes whatever other alert it is changed to', () => {
    fc.assert(
      fc.property(anyRule, anyRule, numbers, (before, wanted, locale) => {
        const read = (it: Rule) => readDraft(draft(viewRule(it), locale), locale).fields;
        const change = changeOf(read(before), read(wanted));
        fc.pre(Object.keys(change).length > 0);
        const parsed = patchAlertSchema.parse(change);
        const conditions = conditionsSchema.parse(changedConditions(before, parsed));
        expect(resolved(changedRule(before, parsed, conditions), before)).toEqual(viewRule(wanted));
      }),
    );
  });
});
