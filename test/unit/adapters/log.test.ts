import { expect, test } from 'vitest';
import { errorFields } from '../../../adapters/log.ts';

test('an error says its name and its words', () => {
  expect(errorFields(new TypeError('no such table'))).toMatchObject({ error: 'TypeError', detail: 'no such table' });
});

test('an error that gathers several says what each of them says', () => {
  const gathered = new AggregateError([new TypeError('AccessDenied'), 'odd']);
  expect(errorFields(gathered)).toMatchObject({ error: 'AggregateError', detail: 'TypeError: AccessDenied; odd' });
  expect(errorFields(new AggregateError([], 'nothing worked'))).toMatchObject({ detail: 'nothing worked' });
});

test('what is thrown and is no error is told as it is', () => {
  expect(errorFields('odd')).toEqual({ error: 'odd' });
});
