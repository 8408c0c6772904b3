import { expect, test } from 'vitest';
import { createLog, errorFields, LineLimit, log, RepeatFilter } from '../../../adapters/log.ts';
import { withRequestId } from '../../../adapters/with-request-id.ts';
import { buildContext } from '../../support/lambda-context.ts';
import { keepLogLines } from '../../support/log-lines.ts';

const written = keepLogLines();

test('a line is one JSON object of its own: time, level, message, then the fields, with no level above them', () => {
  const before = Date.now();
  log.warn('socket lost', { detail: 'two\nlines' });
  const { timestamp, ...rest } = written[0] ?? {};
  expect(rest).toEqual({ level: 'WARN', message: 'socket lost', detail: 'two\nlines' });
  expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(Date.parse(String(timestamp))).toBeGreaterThanOrEqual(before);
});

test('a line ends with the only line break that it has', () => {
  const lines: string[] = [];
  createLog((line) => void lines.push(line)).info('two', { detail: 'two\nlines' });
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
});

test('no field can take the place of what the line itself says', () => {
  // @ts-expect-error the id of a message under this name once replaced what happened to it
  log.error('delivery failed', { message: 'id' });
  // @ts-expect-error
  log.error('delivery failed', { level: 'INFO' });
  expect(written).toHaveLength(2);
});

test('a line that would be cut on its way stays JSON, with the beginning of its fields as text', () => {
  log.error('odd row', { attributes: 'x'.repeat(400_000) });
  expect(written[0]).toMatchObject({
    level: 'ERROR',
    message: 'odd row',
    cut: expect.stringContaining('"attributes":"xx'),
  });
  expect(JSON.stringify(written[0]).length).toBeLessThan(256 * 1024);
});

test('lines of an invocation have its id, and lines after it have none', async () => {
  const handler = withRequestId(async (event: string) => log.info(event));
  await handler('during', buildContext());
  const failing = withRequestId(() => Promise.reject(new Error('broken')));
  await expect(failing('failing', buildContext())).rejects.toThrow('broken');
  log.info('after');
  expect(written.map(({ message, requestId }) => [message, requestId])).toEqual([
    ['during', buildContext().awsRequestId],
    ['after', undefined],
  ]);
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
