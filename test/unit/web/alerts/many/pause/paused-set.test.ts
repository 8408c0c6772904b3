import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readPausedSet,
  stillPaused,
  toResume,
  writePausedSet,
} from '../../../../../../web/alerts/many/pause/paused-set.ts';

const SET = {
  person: 'ada@example.com',
  at: 1_000,
  items: [
    { id: 'a', version: 2 },
    { id: 'b', version: 3 },
  ],
};
const versions = (known: Record<string, number>) => (id: string) => known[id] ?? null;

describe('what was paused together', () => {
  it('is read back as it was kept', () => {
    expect(readPausedSet(writePausedSet(SET))).toEqual(SET);
  });

  it('is nothing where something else was kept', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(readPausedSet(text)).toBeNull();
      }),
    );
    expect(readPausedSet(null)).toBeNull();
    expect(readPausedSet('{"person":"a","at":1,"items":[{"id":"a"}]}')).toBeNull();
  });

  it('leaves out what was changed, resumed or deleted since', () => {
    expect(stillPaused(SET, SET.person, versions({ a: 2, b: 3 }))).toEqual(SET);
    expect(stillPaused(SET, SET.person, versions({ a: 2, b: 4 }))).toEqual({
      ...SET,
      items: [{ id: 'a', version: 2 }],
    });
    expect(stillPaused(SET, SET.person, versions({}))).toBeNull();
  });

  it('is of nobody else', () => {
    expect(stillPaused(SET, 'bob@example.com', versions({ a: 2, b: 3 }))).toBeNull();
  });

  it('is what Resume brings back of a selection, and nothing that was paused before', () => {
    expect(toResume(['a', 'b', 'paused-before'], SET)).toEqual(['a', 'b']);
    expect(toResume(['paused-before'], SET)).toEqual(['paused-before']);
    expect(toResume(['x', 'y'], null)).toEqual(['x', 'y']);
  });
});
