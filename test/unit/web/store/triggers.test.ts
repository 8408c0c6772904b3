import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TriggerView } from '../../../../contract/trigger-view.ts';
import {
  applyTrigger,
  forgetTriggers,
  lastFired,
  loadTriggers,
  triggers,
  unseenFires,
} from '../../../../web/store/triggers.ts';

const fired = (id: string) => ({ id, firedAt: `2026-11-29T12:00:0${id}Z` }) as TriggerView;
let items: TriggerView[];

beforeEach(() => {
  forgetTriggers();
  items = [fired('2'), fired('1')];
  vi.stubGlobal('fetch', async () => Response.json({ items, nextCursor: null }));
});
afterEach(() => vi.unstubAllGlobals());

const ids = () => triggers.value.map(({ id }) => id);

test('what fired before the page was opened is listed, and announced by nobody', async () => {
  await loadTriggers();
  expect([ids(), unseenFires.value, lastFired.value]).toEqual([['2', '1'], 0, null]);
});

test('a fire counts once, though two sockets bring it', async () => {
  await loadTriggers();
  applyTrigger(fired('3'));
  applyTrigger({ ...fired('3'), note: 'delivered' } as TriggerView);
  expect([ids(), unseenFires.value, lastFired.value?.id]).toEqual([['3', '2', '1'], 1, '3']);
  expect(triggers.value[0]?.note).toBe('delivered');
});

test('fires that came while nothing was heard are announced after the gap, the oldest first', async () => {
  await loadTriggers();
  const announced: (string | undefined)[] = [];
  const stop = lastFired.subscribe((trigger) => void announced.push(trigger?.id));
  items = [fired('4'), fired('3'), fired('2')];
  await loadTriggers();
  stop();
  expect(announced).toEqual([undefined, '3', '4']);
  expect([ids(), unseenFires.value]).toEqual([['4', '3', '2', '1'], 2]);
});
