import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAlertSchema } from '../../../../../contract/alert-request.ts';
import { createGroupSchema } from '../../../../../contract/group-request.ts';
import { viewRule } from '../../../../../contract/rule-view.ts';
import type { AlertDraft } from '../../../../../web/alert-form/draft/alert-draft.ts';
import { draftOf } from '../../../../../web/alert-form/draft/draft-of-alert.ts';
import { LINK_PARTS, readLink, writeLink } from '../../../../../web/alert-form/draft/link-text.ts';
import { readDraft } from '../../../../../web/alert-form/draft/request-of-draft.ts';
import { COMMON_ALERTS } from '../../../../../web/alert-form/sentence/common-alerts.ts';
import { sharedAddress } from '../../../../../web/alert-form/shared-address.ts';
import { numberTextOf } from '../../../../../web/format/number-text.ts';
import { anyRule } from './any-rule.ts';

const ENGLISH = numberTextOf('en-US');
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => `a${text}`.slice(0, 80));
const coins = fc.oneof(
  fc.constant<AlertDraft['coins']>('followed'),
  fc.uniqueArray(fc.constantFrom('BTCUSDT', 'ETHUSDT', '1INCHUSDT', '币安人生USDT'), { minLength: 1 }),
);

describe('a link to a filled form', () => {
  test('opens the form with the alert that it was made of', () => {
    fc.assert(
      fc.property(anyRule, coins, fc.constantFrom('each', 'once'), words, words, (rule, on, fires, name, note) => {
        const asked = { ...viewRule(rule), name, note };
        const { fields } = readDraft({ ...draftOf(asked, ENGLISH), coins: on, fires, externalId: '' }, ENGLISH);
        const address = sharedAddress('https://prices.example', writeLink({ coins: on, fires, fields }));
        const opened = readLink(new URL(address).searchParams.get('new') ?? '');
        if ('problem' in opened) throw new Error(opened.problem);
        expect(opened).toMatchObject({ coins: on, fires });
        const again = readDraft({ ...draftOf(opened.fields, ENGLISH), coins: on, fires, externalId: '' }, ENGLISH);
        expect(again).toEqual({ fields, problems: [] });
      }),
    );
  });

  test('reads well', () => {
    const condition = { metric: 'price', op: 'crosses-above', level: '+5%' } as const;
    const { fields } = readDraft(
      {
        ...draftOf({ condition, holdSeconds: 300, name: 'up; up' }, ENGLISH),
        coins: [],
        fires: 'each',
        externalId: '',
      },
      ENGLISH,
    );
    const text = writeLink({ coins: ['BTCUSDT'], fires: 'each', fields });
    expect(text).toBe('coin:BTCUSDT;when:price,crosses-above,+5%;hold:300;name:up~s up');
    expect(sharedAddress('https://x.example', text)).toBe(
      'https://x.example/?new=coin:BTCUSDT;when:price,crosses-above,%2B5%25;hold:300;name:up~s%20up',
    );
  });

  test.each([
    ['colour:red', 'The link asks for “colour”, which no alert has.'],
    ['constructor:x', 'The link asks for “constructor”, which no alert has.'],
    ['hold:5m', 'The link says “hold:5m”. After “hold:” there must be a whole number of seconds.'],
    ['hold:60;hold:90', 'The link says “hold” too often.'],
    ['when:mood,above,5', /^The link says “when:mood,above,5”/],
    ['when:price,above,1,2', /^The link says “when:price,above,1,2”/],
    ['coin:btc', /^The link says “coin:btc”/],
    [
      'coin:binance:BTCUSDT',
      'The link says “coin:binance:BTCUSDT”. But this deployment watches one exchange alone: write BTCUSDT.',
    ],
    [`note:${'x'.repeat(2_001)}`, 'The link is too long to be one of an alert.'],
  ])('that says %s is refused in words', (text, problem) => {
    expect(readLink(text)).toEqual({ problem: expect.stringMatching(problem) });
  });

  test('may leave to the person what it does not say', () => {
    expect(readLink('')).toEqual({ coins: [], fires: 'each', fields: {} });
    expect(readLink('coin:BTCUSDT;when:price,crosses-below,')).toMatchObject({
      fields: { all: [{ metric: 'price', op: 'crosses-below', level: '' }] },
    });
  });

  test('whatever it says, it never does more than fill the form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const read = readLink(text);
        expect('problem' in read || 'fields' in read).toBe(true);
      }),
    );
  });

  test('can say every field of an alert and of a group, but for channels and the id of their own', () => {
    const said = { symbol: 'coin', coins: 'coin', condition: 'when', all: 'when', rearmPercent: 'rearm' };
    const named = { holdSeconds: 'hold', expiresAt: 'expires', cooldownSeconds: 'cooldown' };
    const fields = { ...createAlertSchema.shape, ...createGroupSchema.shape };
    const missing = Object.keys(fields).filter((field) => {
      return !Object.hasOwn(LINK_PARTS, { ...said, ...named }[field] ?? field);
    });
    expect(missing).toEqual(['channels', 'externalId']);
  });
});

test('docs/page-links.md says everything that a link can say, and nothing else', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../../docs/page-links.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `/.test(line));
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named).toEqual(Object.keys(LINK_PARTS));
  const examples = rows.flatMap((row) =>
    [...(row.split('|')[3] ?? '').matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? ''),
  );
  for (const example of examples) expect(readLink(example)).not.toHaveProperty('problem');
});

test('the common alerts of the form are links that open it with nothing wrong, and are listed for people', () => {
  const listed = readFileSync(join(import.meta.dirname, '../../../../../docs/page-links.md'), 'utf8');
  for (const { label, link } of COMMON_ALERTS) {
    expect(listed).toContain(`| ${label} | \`${link}\` |`);
    const opened = readLink(link);
    if ('problem' in opened) throw new Error(opened.problem);
    const draft = { ...draftOf(opened.fields, ENGLISH), coins: ['BTCUSDT'], fires: 'each', externalId: '' } as const;
    expect(readDraft(draft, ENGLISH).problems).toEqual([]);
  }
});
