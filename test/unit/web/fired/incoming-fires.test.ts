import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type TriggerView, viewTrigger } from '../../../../contract/trigger-view.ts';
import { addOlder, type FireList, NO_FIRES, showWaiting, takeFires } from '../../../../web/fired/incoming-fires.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const base = viewTrigger(buildTrigger());
/** A fire that was judged at this second. */
function fireAt(second: number, note: string | null = null): TriggerView {
  const evaluatedAt = new Date(second * 1_000).toISOString();
  return { ...base, id: `a@${second}`, note, hops: { ...base.hops, evaluatedAt } };
}
const ids = (fires: readonly TriggerView[]) => fires.map(({ id }) => id);

const step = fc.oneof(
  fc.record({
    kind: fc.constant('come' as const),
    seconds: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
    isAtTop: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('show' as const) }),
);

it('what is read never moves unless somebody is at the top or asks for the new ones, and nothing comes twice or gets lost', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let list: FireList = NO_FIRES;
      const came = new Set<string>();
      for (const each of steps) {
        const before = ids(list.shown);
        if (each.kind === 'show') list = showWaiting(list);
        else {
          list = takeFires(
            list,
            each.seconds.map((second) => fireAt(second)),
            each.isAtTop,
          );
          for (const second of each.seconds) came.add(`a@${second}`);
          if (!each.isAtTop) expect(ids(list.shown)).toEqual(before);
        }
        const all = [...ids(list.shown), ...ids(list.waiting)];
        expect(all.toSorted()).toEqual([...came].toSorted());
        for (const fires of [list.shown, list.waiting]) {
          const times = fires.map(({ hops }) => hops.evaluatedAt);
          expect(times).toEqual(times.toSorted().toReversed());
        }
      }
      expect(showWaiting(list).waiting).toEqual([]);
    }),
  );
});

it('one that is shown is brought up to date in its place', () => {
  const list = takeFires(NO_FIRES, [fireAt(1), fireAt(2)], true);
  const next = takeFires(list, [fireAt(1, 'sent')], false);
  expect(ids(next.shown)).toEqual(['a@2', 'a@1']);
  expect(next.shown[1]?.note).toBe('sent');
  expect(next.waiting).toEqual([]);
});

it('older ones go to the end, each once', () => {
  const list = takeFires(NO_FIRES, [fireAt(9), fireAt(8)], true);
  expect(ids(addOlder(list, [fireAt(8), fireAt(7)]).shown)).toEqual(['a@9', 'a@8', 'a@7']);
});
