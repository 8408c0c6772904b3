import { expect, it } from 'vitest';
import { shownAddress, shownText } from '../../../../adapters/http/shown-answer.ts';

const ADDRESS = 'https://a.example/in';
const BASIC = Buffer.from('ada:s3cret').toString('base64');

it.each([
  ['GenieKey eb243592', 'Key [eb243592] is not valid', 'Key […] is not valid'],
  ['GenieKey  eb243592', 'no GenieKey  eb243592', 'no …'],
  ['ada:s3cret', 'no user has the password s3cret', 'no user has the password …'],
  ['ada:s3cret', `{"authorization":"Basic ${BASIC}"}`, '{"authorization":"Basic …"}'],
  ['a"b\\c', JSON.stringify({ key: 'a"b\\c' }), '{"key":"…"}'],
  ['sig%2Bnature%3D', 'sig+nature= is not valid', '… is not valid'],
  ['%zz', 'no %zz', 'no …'],
])('the secret %j is in no spelling shown of an answer: %j', (secret, text, shown) => {
  expect(shownText(text, { url: ADDRESS, secrets: [secret] })).toBe(shown);
});

it('a secret that holds another is left out as a whole', () => {
  const secrets = ['abc', 'xyz-abc-123'];
  expect(shownText('of xyz-abc-123 and abc', { url: ADDRESS, secrets })).toBe('of … and …');
});

it('a part of the address that may be its secret is left out as it is read, too', () => {
  const url = 'https://a.example/in/AbCdEf%2FGhIjKlMn';
  expect(shownText('nothing is at AbCdEf/GhIjKlMn', { url, secrets: [] })).toBe('nothing is at …');
});

it('an address to which an answer leads has no spelling of a secret either', () => {
  expect(shownAddress('/of/s3cret/1', { url: ADDRESS, secrets: ['ada:s3cret'] })).toBe('https://a.example/of/…/1');
});
