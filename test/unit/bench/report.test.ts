import { describe, expect, test } from 'vitest';
import { readFlags } from '../../../bench/flags.ts';
import { countRow, formatNs, formatSection, timingRow, verdictOf } from '../../../bench/report.ts';

const ours = { name: 'ours', rounds: [100, 100, 100], collecting: 0.02 };
const theirs = { name: 'theirs', rounds: [250, 250, 250], collecting: 0 };

test('a value exactly at the bar holds it, and one beyond misses it, in either direction', () => {
  expect(verdictOf({ ratio: 1.3, bar: { atMost: 1.3 } })).toBe('held');
  expect(verdictOf({ ratio: 1.31, bar: { atMost: 1.3 } })).toBe('MISSED');
  expect(verdictOf({ ratio: 50, bar: { atLeast: 50 } })).toBe('held');
  expect(verdictOf({ ratio: 49.9, bar: { atLeast: 50 } })).toBe('MISSED');
  expect(verdictOf({ ratio: 9, bar: null })).toBe('');
});

test('the ratio is the cost against the base: greater is slower', () => {
  expect(timingRow(theirs, { per: 'tick', base: ours }).ratio).toBe(2.5);
  expect(timingRow(ours, { per: 'tick', base: theirs }).ratio).toBe(0.4);
  expect(timingRow(ours, { per: 'tick' }).ratio).toBeNull();
});

test('one call to the database is one too many', () => {
  expect(verdictOf(countRow('calls', 1, 0))).toBe('MISSED');
  expect(verdictOf(countRow('calls', 0, 0))).toBe('held');
});

test.each([
  [312.4, '312 ns'],
  [4_567, '4.57 µs'],
  [12_345_678, '12.3 ms'],
  [2e9, '2 s'],
])('%f ns is written as %s', (ns, text) => expect(formatNs(ns)).toBe(text));

test('a section shows bar and verdict in the row they belong to, and what is left out', () => {
  const rows = [timingRow(ours, { per: 'tick' }), timingRow(theirs, { per: 'tick', base: ours, bar: { atMost: 2 } })];
  const lines = formatSection({ title: 'A title', notes: ['a note'], rows, leftOut: ['Redis: not here'] }).split('\n');
  expect(lines[0]).toBe('A title');
  expect(lines.find((line) => line.includes('theirs'))).toMatch(/250 ns\/tick .*2\.50× +ours +≤ 2× +MISSED$/);
  expect(lines.at(-1)).toBe('  LEFT OUT: Redis: not here');
});

describe('options', () => {
  test('name one part, or all', () => {
    expect(readFlags([], ['engine', 'peers'])).toEqual({ only: null, quick: false, strict: false, help: false });
    expect(readFlags(['--only', 'peers', '--quick'], ['engine', 'peers'])).toMatchObject({
      only: 'peers',
      quick: true,
    });
  });

  test('that do not exist are refused by name', () => {
    expect(() => readFlags(['--only', 'all'], ['engine', 'peers'])).toThrow(
      '--only must be engine or peers, not "all"',
    );
    expect(() => readFlags(['--fast'], [])).toThrow('--fast');
  });
});
