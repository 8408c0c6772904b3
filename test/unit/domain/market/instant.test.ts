import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { instantSchema, readInstant } from '../../../../domain/market/instant.ts';

const AT = Date.UTC(2027, 0, 1, 9);

it.each([
  ['JavaScript', '2027-01-01T09:00:00.000Z'],
  ['Python', '2027-01-01T09:00:00+00:00'],
  ['Python, with microseconds', '2027-01-01T09:00:00.000000+00:00'],
  ['.NET', '2027-01-01T09:00:00.0000000+00:00'],
  ['Go', '2027-01-01T10:00:00+01:00'],
  ['Java', '2027-01-01T09:00:00Z'],
  ['a clock of India', '2027-01-01T14:30:00.000000000+05:30'],
  ['an unknown local clock', '2027-01-01T09:00:00-00:00'],
  ['lower case', '2027-01-01t09:00:00z'],
  ['a space, for people', '2027-01-01 09:00:00Z'],
])('reads what clients print: %s', (_client, text) => {
  expect(instantSchema.parse(text)).toBe(AT);
});

test('a leap second is the start of the next minute', () => {
  expect(readInstant('2027-01-01T08:59:60Z')).toBe(AT);
  expect(readInstant('2027-01-01T08:59:60.250+00:00')).toBe(AT + 250);
});

it.each([
  '2027-01-01T09:00:00',
  '2027-01-01',
  '2027-02-30T09:00:00Z',
  '2026-02-29T09:00:00Z',
  '2027-01-01T24:00:00Z',
  '2027-01-01T09:60:00Z',
  '2027-01-01T09:00:61Z',
  '2027-01-01T09:00:00+0100',
  '2027-01-01T09:00:00+01:00[Europe/Berlin]',
  '2027-01-01T09:00:00 Z',
  'tomorrow',
  '',
])('refuses what names no instant, or not whose clock it is on: %s', (text) => {
  expect(readInstant(text)).toBeNull();
  expect(instantSchema.safeParse(text).error?.issues[0]?.message).toMatch(/^must be an instant with its offset/);
});

test('an instant is the same on whatever clock it is written', () => {
  const instants = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2999, 11, 31) });
  const offsets = fc.integer({ min: -(23 * 60 + 59), max: 23 * 60 + 59 });
  fc.assert(
    fc.property(instants, offsets, fc.nat({ max: 9 }), (instant, offset, digits) => {
      const shown = Number(
        new Date(instant).toISOString().slice(20, 23).padEnd(3, '0').slice(0, digits).padEnd(3, '0'),
      );
      expect(readInstant(write(instant, offset, digits))).toBe(instant - (instant % 1_000) + shown);
    }),
  );
});

/** As a clock that is `offset` minutes ahead of UTC shows it, with so many digits of the second. */
function write(instant: number, offset: number, digits: number): string {
  const [day = '', time = ''] = new Date(instant + offset * 60_000).toISOString().slice(0, -1).split('T');
  const [seconds = '', fraction = ''] = time.split('.');
  const size = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${day}T${seconds}${digits === 0 ? '' : `.${fraction.padEnd(9, '7').slice(0, digits)}`}${zone}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
