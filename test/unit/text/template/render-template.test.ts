import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { viewTrigger } from '../../../../contract/trigger-view.ts';
import { MAX_PLACEHOLDERS } from '../../../../domain/channels/template-limits.ts';
import { fillJson, jsonTemplateError } from '../../../../text/template/json-template.ts';
import { fillTemplate, templateError } from '../../../../text/template/parse-template.ts';
import {
  EXAMPLE_VALUES,
  PLACEHOLDERS,
  type PlaceholderValues,
  valuesOf,
} from '../../../../text/template/placeholders.ts';
import { renderTemplate } from '../../../../text/template/render-template.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const OURS = { title: 'our title', lines: ['our line'], at: 5 };
const LINK = 'https://alerts.example.com/fired/x';
const NAMES = PLACEHOLDERS.map(({ name }) => name);

/** What a person, an exchange or an attacker may have written where a value comes from. */
const anyValue = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('{{price}}', '{{', '}}', '"},{"a":"', '\\', '\n', '\r\n', '\u2028', '<b>', '&amp;', '$&', '$1', ''),
  fc.array(fc.constantFrom(...'{}"\\\n<>&$*_`@#'), { maxLength: 12 }).map((characters) => characters.join('')),
);
const anyValues: fc.Arbitrary<PlaceholderValues> = fc
  .tuple(...NAMES.map(() => anyValue))
  .map((values) => Object.fromEntries(NAMES.map((name, i) => [name, values[i] ?? ''])) as PlaceholderValues);

/** Pieces of a text: between placeholders nothing has a brace, so that what is made of them is known without parsing. */
const anyPieces = fc.array(
  fc.oneof(
    fc.record({ text: fc.string({ maxLength: 8 }).map((text) => text.replace(/[{}]/g, '-')) }),
    fc.record({ name: fc.constantFrom(...NAMES) }),
  ),
  { maxLength: 8 },
);
type Piece = { readonly text: string } | { readonly name: (typeof NAMES)[number] };
const write = (pieces: readonly Piece[]) =>
  pieces.map((piece) => ('text' in piece ? piece.text : `{{${piece.name}}}`)).join('');
const filledPlainly = (pieces: readonly Piece[], values: PlaceholderValues) =>
  pieces.map((piece) => ('text' in piece ? piece.text : values[piece.name])).join('');

describe('the values of a fire', () => {
  it('are what its mail says', () => {
    const fire = viewTrigger(buildTrigger({ name: 'Breakout', note: 'sell a third', sequence: 3 }));
    expect(valuesOf({ fire, link: LINK })).toEqual({
      symbol: 'BTCUSDT',
      sentence: 'BTCUSDT crossed above 65,000',
      price: '65,001.2',
      value: '65,001.2',
      level: '65,000',
      rule: 'price crosses above 65,000',
      time: fire.firedAt.replace('T', ' ').replace('Z', ' UTC'),
      link: LINK,
      name: 'Breakout',
      note: 'sell a third',
      count: '3',
      metric: 'price',
      quote: 'USDT',
      plainPrice: '65001.2',
      plainValue: '65001.2',
      plainLevel: '65000',
      isoTime: fire.firedAt,
      alertId: fire.alertId,
      id: fire.id,
    });
  });

  it('are empty where there is nothing to say', () => {
    const { name, note, quote } = valuesOf({ fire: viewTrigger(buildTrigger({ quote: null })), link: LINK });
    expect([name, note, quote]).toEqual(['', '', '']);
  });

  it('have names of letters alone, and each an example', () => {
    for (const { name, meaning, example } of PLACEHOLDERS) {
      expect(name).toMatch(/^[a-zA-Z]+$/);
      expect(meaning).toMatch(/^[^A-Z.]/);
      expect(example).not.toBe('');
    }
    expect(new Set(NAMES).size).toBe(NAMES.length);
  });
});

test('docs/webhooks.md lists each placeholder with its meaning and its example', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/webhooks.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `{{'));
  expect(rows).toEqual(PLACEHOLDERS.map((it) => `| \`{{${it.name}}}\` | ${it.meaning} | \`${it.example}\` |`));
});

describe('a text that can not be filled', () => {
  it.each([
    ['now {{prise}}', 'has an unknown placeholder at character 5, {{prise}}; there are {{symbol}} {{sentence}}'],
    ['{{}}', 'has an unknown placeholder at character 1, {{}}'],
    ['{{constructor}}', 'has an unknown placeholder at character 1, {{constructor}}'],
    ['{{price}} {{', 'has a {{ without its }} at character 11'],
    ['{{ price', 'has a {{ without its }} at character 1'],
    ['{{price}}'.repeat(MAX_PLACEHOLDERS + 1), `must have at most ${MAX_PLACEHOLDERS} placeholders`],
  ])('%s', (text, why) => expect(templateError(text)).toContain(why));

  it.each(['', 'a } b } c', '{ {price} }', '{{ price }}', '{{price}}}', '{{{price}}'])('is none of these: %s', (text) =>
    expect(templateError(text)).toBeNull(),
  );
});

test('a text is filled in one go: no value is read as a placeholder', () => {
  fc.assert(
    fc.property(anyPieces, anyValues, (pieces, values) => {
      expect(templateError(write(pieces))).toBeNull();
      expect(fillTemplate(write(pieces), values)).toBe(filledPlainly(pieces, values));
    }),
  );
});

test('a title stays one line, and the lines of a text hold no control characters, whatever the values are', () => {
  fc.assert(
    fc.property(anyPieces, anyPieces, anyValues, (title, text, values) => {
      const shown = renderTemplate({ title: write(title), text: write(text) }, values, OURS);
      expect(shown.title).toMatch(/^[^\p{Cc}\u2028\u2029]+$/u);
      expect(shown.title.trim()).toBe(shown.title);
      for (const line of shown.lines) expect(line).toMatch(/^(?:\t|[^\p{Cc}\u2028\u2029])*$/u);
      const said = (words: string) => words.replace(/[\p{Cc}\s]/gu, '');
      expect(said(shown.title)).toBe(said(filledPlainly(title, values)) || 'ourtitle');
      expect(said(shown.lines.join(''))).toBe(said(filledPlainly(text, values)) || 'ourline');
    }),
  );
});

test('without a template, and where it comes out empty, the message is in our words', () => {
  const ours = { title: OURS.title, lines: OURS.lines };
  expect(renderTemplate(null, EXAMPLE_VALUES, OURS)).toEqual(ours);
  expect(
    renderTemplate({ title: '{{name}}', text: ' {{note}}\n' }, { ...EXAMPLE_VALUES, name: '', note: '' }, OURS),
  ).toEqual(ours);
  expect(renderTemplate({ title: '{{symbol}}!', text: null }, EXAMPLE_VALUES, OURS)).toEqual({
    ...ours,
    title: 'BTCUSDT!',
  });
});

describe('a JSON of a person’s own', () => {
  /** Any JSON whose strings are made of pieces, with what it must become. */
  const anyJson = (values: PlaceholderValues) => {
    const leaf = fc.oneof(
      anyPieces.map((pieces) => ({ before: write(pieces), after: filledPlainly(pieces, values) })),
      fc.constantFrom(1, 0.5, true, null).map((value) => ({ before: value, after: value })),
    );
    const field = fc.string({ maxLength: 5 }).filter((name) => !name.includes('{') && name !== '__proto__');
    return fc
      .array(fc.tuple(field, fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }))), { maxLength: 5 })
      .map((fields) => {
        const take = (side: 'before' | 'after') =>
          Object.fromEntries(
            fields.map(([name, it]) => [name, Array.isArray(it) ? it.map((one) => one[side]) : it[side]]),
          );
        return { before: JSON.stringify(take('before')), after: take('after') };
      });
  };

  test('keeps its shape whatever the values are, and parses back to them', () => {
    const cases = anyValues.chain((values) => anyJson(values).map((json) => ({ values, ...json })));
    fc.assert(
      fc.property(cases, ({ values, before, after }) => {
        expect(jsonTemplateError(before)).toBeNull();
        expect(JSON.parse(JSON.stringify(fillJson(before, values)))).toEqual(JSON.parse(JSON.stringify(after)));
      }),
    );
  });

  it.each([
    ['{"a": {{price}} }', 'must be JSON; placeholders stand inside its strings'],
    ['"{{price}}"', 'must be a JSON object or array'],
    ['{"{{price}}": 1}', 'has a placeholder in the name of a field'],
    ['[{"a":[{"x {{b":1}]}]', 'has a placeholder in the name of a field'],
    ['{"a":"{{prise}}"}', '{{prise}}'],
    ['{"a":"\\u007b{prise}}"}', '{{prise}}'],
  ])('is refused: %s', (text, why) => expect(jsonTemplateError(text)).toContain(why));
});
