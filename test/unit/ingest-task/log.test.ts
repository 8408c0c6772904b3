import { expect, test } from 'vitest';
import { createLog, LineLimit } from '../../../adapters/log.ts';

test('a log line is one JSON object with level, message and time', () => {
  const lines: string[] = [];
  createLog((line) => void lines.push(line)).warn('socket lost', { detail: 'two\nlines' });
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', message: 'socket lost', detail: 'two\nlines' });
});

test('a flood of lines is cut at so many a minute', () => {
  const limit = new LineLimit(2);
  expect([0, 1, 59_999, 60_000].map((elapsed) => limit.allows(elapsed))).toEqual([true, true, false, true]);
});
