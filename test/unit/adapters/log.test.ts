import { expect, test } from 'vitest';
import { createLog, errorFields, LineLimit, RepeatFilter } from '../../../adapters/log.ts';

test("a process's log line is one JSON object with level, message and time", () => {
  const lines: string[] = [];
  createLog((line) => void lines.push(line)).warn('socket lost', { detail: 'two\nlines' });
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', message: 'socket lost', detail: 'two\nlines' });
});

test('a flood of lines is cut at so many a minute', () => {
  const limit = new LineLimit(2);
  expect([0, 1, 59_999, 60_000].map((elapsed) => limit.allows(elapsed))).toEqual([true, true, false, true]);
});

test('an error is logged by its name and its message', () => {
  expect(errorFields(new TypeError('no such table'))).toMatchObject({ error: 'TypeError', detail: 'no such table' });
});

test('an error that gathers several names each of them', () => {
  const gathered = new AggregateError([new TypeError('AccessDenied'), 'odd']);
  expect(errorFields(gathered)).toMatchObject({ error: 'AggregateError', detail: 'TypeError: AccessDenied; odd' });
  expect(errorFields(new AggregateError([], 'nothing worked'))).toMatchObject({ detail: 'nothing worked' });
});

test('what is thrown and is no error is logged as it is', () => {
  expect(errorFields('odd')).toEqual({ error: 'odd' });
});

test('an error that repeats passes once, until another one or a success comes between', () => {
  const filter = new RepeatFilter();
  expect(['a', 'a', 'b', 'a'].map((error) => filter.isNew(error))).toEqual([true, false, true, true]);
  filter.reset();
  expect(filter.isNew('a')).toBe(true);
});
