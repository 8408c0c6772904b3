import { describe, expect, it } from 'vitest';
import { compileFilters, compilePattern } from '../../../local/mappings/filter-pattern.ts';

const matches = (pattern: unknown, event: unknown) => compilePattern(pattern)(event);

describe('an event filter', () => {
  it('matches a value that is among the alternatives', () => {
    expect(matches({ a: ['x', 'y'] }, { a: 'y' })).toBe(true);
    expect(matches({ a: ['x', 'y'] }, { a: 'z' })).toBe(false);
    expect(matches({ a: [null] }, { a: null })).toBe(true);
    expect(matches({ a: [''] }, { a: '' })).toBe(true);
    expect(matches({ a: [5] }, { a: '5' })).toBe(false);
  });

  it('needs every key of the pattern, at every depth', () => {
    const pattern = { a: { b: ['x'] }, c: [1] };
    expect(matches(pattern, { a: { b: 'x' }, c: 1, d: 0 })).toBe(true);
    expect(matches(pattern, { a: { b: 'x' }, c: 2 })).toBe(false);
    expect(matches(pattern, { c: 1 })).toBe(false);
  });

  it('matches a list if one element matches', () => {
    expect(matches({ a: ['x'] }, { a: ['w', 'x'] })).toBe(true);
    expect(matches({ a: { b: ['x'] } }, { a: [{ b: 'w' }, { b: 'x' }] })).toBe(true);
    expect(matches({ a: ['x'] }, { a: [] })).toBe(false);
  });

  it('knows `exists` for leaves only, as AWS documents it', () => {
    expect(matches({ a: [{ exists: true }] }, { a: 0 })).toBe(true);
    expect(matches({ a: [{ exists: true }] }, {})).toBe(false);
    expect(matches({ a: [{ exists: true }] }, { a: { b: 1 } })).toBe(false);
    expect(matches({ a: [{ exists: false }] }, { a: { b: 1 } })).toBe(true);
    expect(matches({ a: [{ exists: false }] }, { a: 1 })).toBe(false);
  });

  it('compares numbers, and only numbers', () => {
    const range = { a: [{ numeric: ['>', 0, '<=', 10] }] };
    expect([0, 0.1, 10, 10.1].map((a) => matches(range, { a }))).toEqual([false, true, true, false]);
    expect(matches({ a: { N: [{ numeric: ['=', 5] }] } }, { a: { N: '5' } })).toBe(false);
  });

  it('knows prefix, suffix, equals-ignore-case, anything-but and $or', () => {
    expect(matches({ a: [{ prefix: 'BT' }] }, { a: 'BTC' })).toBe(true);
    expect(matches({ a: [{ suffix: 'TC' }] }, { a: 'BTC' })).toBe(true);
    expect(matches({ a: [{ 'equals-ignore-case': 'btc' }] }, { a: 'BTC' })).toBe(true);
    expect(matches({ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' })).toBe(true);
    expect(matches({ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'y' })).toBe(false);
    expect(matches({ a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'xz' })).toBe(false);
    expect(matches({ a: [{ 'anything-but': 'x' }] }, {})).toBe(false);
    expect(matches({ $or: [{ a: [1] }, { b: [2] }] }, { b: 2 })).toBe(true);
    expect(matches({ $or: [{ a: [1] }, { b: [2] }] }, { b: 1 })).toBe(false);
  });

  it('names a rule that it does not know, and its place', () => {
    expect(() => compilePattern({ a: { b: ['x', { wildcard: '*' }] } })).toThrow(
      'pattern.a.b.1: unknown rule "wildcard"',
    );
    expect(() => compilePattern({ a: 'x' })).toThrow('pattern.a: is not an object');
    expect(() => compilePattern({ a: [{ numeric: ['~', 1] }] })).toThrow('unknown comparison ~');
  });

  it('passes what one of several filters matches, and everything without filters', () => {
    const both = compileFilters(['{"a":[1]}', '{"a":[2]}']);
    expect([1, 2, 3].map((a) => both({ a }))).toEqual([true, true, false]);
    expect(compileFilters([])('anything')).toBe(true);
  });
});
