import { expect, test } from 'vitest';
import { SequencerState } from '../../../../ingest-task/sequencing/sequencer-state.ts';

test('a subscription is a doubt: a coin with trades catches up until a later frame or an empty answer ends it', () => {
  const { state } = stateAt(1_000);
  state.subscription(true, true);
  expect([state.mode, state.isAskable, state.complete(false)]).toEqual(['catching-up', true, false]);
  state.frameCame(999);
  expect(state.complete(false)).toBe(false);
  state.frameCame(1_000);
  expect([state.complete(false), state.mode]).toEqual([true, 'following']);
  state.doubt(true);
  expect([state.complete(true), state.mode]).toEqual([true, 'following']);
});

test('a coin without trades has nothing to catch up with', () => {
  const { state } = stateAt(1_000);
  state.subscription(true, false);
  expect([state.mode, state.isAskable]).toEqual(['following', false]);
});

test('a coin that is not subscribed asks for nothing, and does not follow', () => {
  const { state } = stateAt(1_000);
  state.subscription(false, true);
  expect([state.mode, state.isAskable, state.complete(true)]).toEqual(['catching-up', false, false]);
});

test('a frame that has to wait begins the catching up once, and remembers since when', () => {
  const { state, at } = stateAt(1_000);
  at.elapsed = 5;
  expect([state.frameWaits(), state.frameWaits(), state.mode, state.doubtedAt]).toEqual([
    true,
    false,
    'catching-up',
    5,
  ]);
});

test('after shedding the dropped trades are missed ones', () => {
  const { state } = stateAt(1_000);
  state.subscription(true, true);
  state.shed();
  expect([state.isShedding, state.complete(true)]).toEqual([true, false]);
  state.endShedding(true);
  expect([state.mode, state.isAskable]).toEqual(['catching-up', true]);
});

function stateAt(now: number) {
  const at = { elapsed: 0 };
  const state = new SequencerState('following', { times: { now: () => now }, elapsed: () => at.elapsed });
  return { state, at };
}
