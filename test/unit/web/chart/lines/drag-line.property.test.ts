import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT_REST, type DragEvent, nextDrag, shownLevel } from '../../../../../web/chart/lines/drag-line.ts';

const STORED = '100';
const level = fc.integer({ min: 95, max: 105 }).map(String);
const event = fc.oneof(
  fc.constant<DragEvent>({ type: 'press', level: STORED }),
  level.map((to): DragEvent => ({ type: 'move', level: to })),
  level.map((to): DragEvent => ({ type: 'step', from: STORED, level: to })),
  fc.constantFrom<DragEvent>({ type: 'release' }, { type: 'cancel' }, { type: 'answered' }),
);

const driven = (events: readonly DragEvent[]) => events.reduce(nextDrag, AT_REST);

describe('a line that a person moves', () => {
  it('returns to the stored level by Escape, whatever was done before', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const drag = driven([...events, { type: 'cancel' }]);
        if (drag.kind !== 'saving') expect(shownLevel(drag, STORED)).toBe(STORED);
      }),
    );
  });

  it('is saved only by letting go, and only when its level is another one', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let drag = driven([]);
        for (const each of events) {
          const next = nextDrag(drag, each);
          if (next.kind === 'saving' && drag.kind !== 'saving') {
            expect(each.type).toBe('release');
            expect(next.level).not.toBe(next.from);
          }
          drag = next;
        }
      }),
    );
  });

  it('stays at the level that is sent until the answer is there', () => {
    const drag = driven([{ type: 'press', level: STORED }, { type: 'move', level: '103' }, { type: 'release' }]);
    expect(drag).toEqual({ kind: 'saving', from: STORED, level: '103' });
    const disturbed = [
      { type: 'press', level: STORED },
      { type: 'step', from: STORED, level: '90' },
      { type: 'cancel' },
    ] as const;
    expect(disturbed.reduce<ReturnType<typeof driven>>(nextDrag, drag)).toEqual(drag);
    expect(nextDrag(drag, { type: 'answered' })).toEqual(AT_REST);
  });

  it('is not sent after a press without a move', () => {
    expect(driven([{ type: 'press', level: STORED }, { type: 'release' }])).toEqual(AT_REST);
  });
});
