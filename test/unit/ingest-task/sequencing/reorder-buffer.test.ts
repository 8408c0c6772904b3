import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BufferBudget,
  MAX_WAITING_FRAMES,
  type ReorderBuffer,
} from '../../../../ingest-task/sequencing/reorder-buffer.ts';

const add = (frames: ReorderBuffer, id: number) => frames.add({ id, time: id, trade: null, receivedAt: id });
const drain = (frames: ReorderBuffer) => {
  const ids: number[] = [];
  for (let frame = frames.shift(); frame; frame = frames.shift()) ids.push(frame.id);
  return ids;
};

test('in whatever order frames come and go, each id is held once and the lowest goes first', () => {
  const step = fc.oneof(fc.nat(40), fc.constant('shift' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const room = new BufferBudget();
      const frames = room.open();
      const plain = new Set<number>();
      for (const each of steps) {
        const lowest = plain.size === 0 ? undefined : Math.min(...plain);
        if (each === 'shift') {
          expect(frames.shift()?.id).toBe(lowest);
          if (lowest !== undefined) plain.delete(lowest);
        } else {
          expect(add(frames, each)).toBe(!plain.has(each));
          plain.add(each);
        }
        expect([frames.count, room.count]).toEqual([plain.size, plain.size]);
      }
      expect(drain(frames)).toEqual([...plain].sort((a, b) => a - b));
    }),
  );
});

test('past a coin’s bound its older half is dropped', () => {
  const frames = new BufferBudget().open();
  for (let id = 1; id <= MAX_WAITING_FRAMES.perCoin; id += 1) add(frames, id);
  expect(frames.first?.id).toBe(1);
  add(frames, MAX_WAITING_FRAMES.perCoin + 1);
  expect([frames.first?.id, frames.count]).toEqual([
    MAX_WAITING_FRAMES.perCoin / 2 + 1,
    MAX_WAITING_FRAMES.perCoin / 2 + 1,
  ]);
  expect(drain(frames).at(-1)).toBe(MAX_WAITING_FRAMES.perCoin + 1);
});

test('past the bound of all coins the one with the most frames drops its oldest', () => {
  const room = new BufferBudget({ perCoin: 100, inAll: 10 });
  const [most, few] = [room.open(), room.open()];
  for (let id = 1; id <= 7; id += 1) add(most, id);
  for (let id = 1; id <= 4; id += 1) add(few, id);
  expect([most.count, few.count, room.count]).toEqual([4, 4, 8]);
  expect([drain(most), drain(few)]).toEqual([
    [4, 5, 6, 7],
    [1, 2, 3, 4],
  ]);
});

test('a cleared buffer leaves room', () => {
  const room = new BufferBudget({ perCoin: 100, inAll: 3 });
  const [one, other] = [room.open(), room.open()];
  for (let id = 1; id <= 3; id += 1) add(one, id);
  one.clear();
  for (let id = 1; id <= 3; id += 1) add(other, id);
  expect([one.first, drain(other)]).toEqual([null, [1, 2, 3]]);
});
