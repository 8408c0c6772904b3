import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRICS, type Metric, metricNamed } from '../../../../../domain/metrics/metric.ts';
import { askedLevelSchema } from '../../../../../domain/rules/condition-schema.ts';
import { readLevel, writeLevel } from '../../../../../web/alert-form/draft/level-text.ts';
import { numberTextOf } from '../../../../../web/format/number-text.ts';

const LOCALES = [
  'en-US',
  'de-DE',
  'de-CH',
  'fr-FR',
  'pl-PL',
  'es-ES',
  'en-IN',
  'hi-IN',
  'ar-EG',
  'fa-IR',
  'mr-IN',
  'ja-JP',
];
const read = (text: string, locale = 'en-US', metric: Metric = 'price') =>
  readLevel(text, metric, numberTextOf(locale));
const readValue = (text: string, locale = 'en-US', metric: Metric = 'price') => {
  const reading = read(text, locale, metric);
  return 'value' in reading ? reading.value : reading.kind;
};

const decimals = fc
  .tuple(fc.bigInt({ min: 1n, max: 999_999_999_999_999n }), fc.integer({ min: 0, max: 14 }))
  .map(([units, places]) => {
    const digits = `${units}`.padStart(places + 1, '0');
    const plain = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
    return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
  });

describe('a level as people type it', () => {
  test.each([
    ['65000', 'en-US', '65000'],
    ['65,000', 'en-US', '65000'],
    ['65.000', 'de-DE', '65000'],
    ['65 000,5', 'fr-FR', '65000.5'],
    ['65’000.5', 'de-CH', '65000.5'],
    ["65'000.5", 'de-CH', '65000.5'],
    ['1,23,456', 'en-IN', '123456'],
    ['٦٥٬٠٠٠٫٥', 'ar-EG', '65000.5'],
    ['65000.5', 'ar-EG', '65000.5'],
    ['65k', 'en-US', '65000'],
    ['65.5K', 'en-US', '65500'],
    ['1,25m', 'de-DE', '1250000'],
    ['2bn', 'en-US', '2000000000'],
    ['0.00001230', 'en-US', '0.0000123'],
    ['007', 'en-US', '7'],
    ['+5%', 'en-US', '+5%'],
    ['+5 %', 'en-US', '+5%'],
    ['−2,5 %', 'de-DE', '-2.5%'],
    ['-1.5k', 'en-US', '-1500'],
  ])('%s in %s is %s', (text, locale, value) => {
    expect(readValue(text, locale)).toBe(value);
  });

  test('of a percentage, the sign for percent and a plus say nothing new; of an amount, percent is a mistake', () => {
    expect(readValue('+5 %', 'en-US', 'change-1h')).toBe('5');
    expect(readValue('-5', 'en-US', 'change-1h')).toBe('-5');
    expect(readValue('-0', 'en-US', 'change-1h')).toBe('0');
    expect(read('5%', 'en-US', 'volume-5m')).toMatchObject({ kind: 'unreadable' });
  });

  test('a percentage of the price needs its sign, and the message says so', () => {
    expect(read('5%')).toMatchObject({ kind: 'unreadable', message: expect.stringContaining('+5% above the price') });
  });

  test.each([
    ['65,00', 'en-US', '65'],
    ['65.000,5', 'en-US', '65000.5'],
    ['1.000.000', 'en-US', '1000000'],
    ['65,000.5', 'de-DE', '65000.5'],
    ['65.000', 'fr-FR', '65'],
  ])('%s is not how %s writes it: what was meant is offered, not taken', (text, locale, meant) => {
    expect(read(text, locale)).toMatchObject({ kind: 'unreadable', meant });
  });

  test('what would be another number elsewhere is taken as here, and the other one is named', () => {
    expect(read('65.000', 'en-US')).toEqual({ kind: 'level', value: '65', also: '65000' });
    expect(read('65,000', 'de-DE')).toEqual({ kind: 'level', value: '65', also: '65000' });
    expect(read('65,000', 'en-US')).toMatchObject({ also: null });
    expect(read('0.123', 'en-US')).toMatchObject({ also: null });
  });

  test.each(['abc', '6 5 k k', '1e5', '--5', '5%%', '.', ',', '1,2,3', '∞', '0x10', '5 USDT'])(
    '%s is no number',
    (text) => {
      expect(read(text).kind).toBe('unreadable');
    },
  );

  test('sixteen digits that count are refused here, as the API would', () => {
    expect(read('1234567890.123456')).toMatchObject({ kind: 'unreadable', message: expect.stringContaining('15') });
  });

  test('nothing typed is nothing, and no mistake', () => {
    expect(read('  ').kind).toBe('empty');
  });
});

describe('in every locale', () => {
  test('a level of the API that is shown and read again is the same one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LOCALES), decimals, (locale, level) => {
        const shown = writeLevel(level, numberTextOf(locale));
        expect(readValue(shown, locale)).toBe(level);
      }),
    );
  });

  test('so is one that is relative, and one below 0', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LOCALES),
        fc.constantFrom('+', '-'),
        decimals.filter((it) => it.length < 17),
        (locale, sign, amount) => {
          const numbers = numberTextOf(locale);
          expect(readValue(writeLevel(`${sign}${amount}%`, numbers), locale)).toBe(`${sign}${amount}%`);
          expect(readValue(writeLevel(`-${amount}`, numbers), locale, 'change-1h')).toBe(`-${amount}`);
        },
      ),
    );
  });

  test('whatever is typed, what is taken is a level that the API can read', () => {
    const signs = fc.constantFrom(...'0123456789', '.', ',', ' ', '+', '-', '%', 'k', 'm', 'b', '’', '٥');
    fc.assert(
      fc.property(
        fc.constantFrom(...LOCALES),
        fc.constantFrom(...METRICS),
        fc.array(signs, { maxLength: 12 }).map((typed) => typed.join('')),
        (locale, metric, typed) => {
          const reading = read(typed, locale, metric);
          if (!('value' in reading)) return;
          expect(askedLevelSchema.safeParse(reading.value).data).toBe(reading.value);
          expect(reading.kind === 'relative').toBe(
            /^[+]|%$/.test(reading.value) || (/^-/.test(reading.value) && metricNamed(metric).moves === 'with-price'),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
