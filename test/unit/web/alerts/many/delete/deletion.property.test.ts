import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Answer, type Asked, DeleteQueue } from '../../../../../../web/alerts/many/delete/delete-queue.ts';
import { type Target, UNDO_MS } from '../../../../../../web/alerts/many/delete/deletion.ts';

type Kept = Omit<Target, 'kind'>;

const HOUR_MS = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** What the API does, in the plainest way, with answers that get lost. */
class Server {
  readonly kept: Map<string, Kept>;
  /** for each request: whether it fails before it is done, or its answer gets lost after */
  readonly #faults: ('none' | 'before' | 'after')[];
  readonly seen: { readonly id: string; readonly command: string; readonly status: string }[] = [];

  constructor(targets: readonly Target[], faults: ('none' | 'before' | 'after')[]) {
    this.kept = new Map(targets.map((target) => [target.id, target]));
    this.#faults = [...faults];
  }

  answer({ target: { id }, command }: Asked): Answer {
    const fault = this.#faults.shift() ?? 'none';
    if (fault === 'before') return { id, problem: 'no answer' };
    const found = this.kept.get(id);
    this.seen.push({ id, command: command.kind, status: found?.status ?? 'gone' });
    if (!found || found.version !== command.version) return { id, problem: 'changed' };
    const changed = change(found, command);
    if (changed) this.kept.set(id, changed);
    else this.kept.delete(id);
    return fault === 'after' ? { id, problem: 'no answer' } : { id, version: changed?.version ?? null, problem: null };
  }
}

function change(kept: Kept, command: Asked['command']): Kept | null {
  const version = kept.version + 1;
  switch (command.kind) {
    case 'pause':
      return { ...kept, version, status: 'paused', pausedUntil: null };
    case 'snooze':
      return { ...kept, version, status: 'paused', pausedUntil: command.pausedUntil };
    case 'resume':
      return { ...kept, version, status: 'arming', pausedUntil: null };
    case 'delete':
      return null;
  }
}

const target = fc.constantFrom<Pick<Target, 'status' | 'pausedUntil'>>(
  { status: 'active', pausedUntil: null },
  { status: 'arming', pausedUntil: null },
  { status: 'paused', pausedUntil: null },
  { status: 'paused', pausedUntil: iso(HOUR_MS) },
  { status: 'triggered', pausedUntil: null },
  { status: 'expired', pausedUntil: null },
);
const targets = fc
  .array(target, { minLength: 1, maxLength: 4 })
  .map((all) => all.map((it, index): Target => ({ ...it, kind: 'alert', id: `a${index}`, version: 1 })));

const step = fc.oneof(
  fc.record({ kind: fc.constant('undo' as const), which: fc.nat(3) }),
  fc.record({ kind: fc.constant('answer' as const) }),
  fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(1, 5_000, UNDO_MS) }),
);

/** A page whose requests are answered, and whose time passes, only when the test says so. */
function openPage(server: Server) {
  let now = 0;
  let hidden: ReadonlySet<string> = new Set();
  const timers: { at: number; run: () => void }[] = [];
  const requests: (() => void)[] = [];
  const ended: { id: string; outcome: string }[] = [];
  const queue = new DeleteQueue({
    now: () => now,
    later: (run, ms) => timers.push({ at: now + ms, run }),
    ask: (asked) => new Promise((resolve) => requests.push(() => resolve(asked.map((each) => server.answer(each))))),
    onHidden: (ids) => {
      hidden = ids;
    },
    onEnded: (all) => {
      for (const { target, outcome } of all) ended.push({ id: target.id, outcome });
    },
  });
  return {
    queue,
    ended,
    hidden: () => hidden,
    answer: () => requests.shift()?.(),
    hasRequests: () => requests.length > 0,
    pass(ms: number) {
      now += ms;
      for (const timer of timers.splice(0)) {
        if (timer.at <= now) timer.run();
        else timers.push(timer);
      }
    },
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it('at whichever moment the page ends, what was paused is paused or gone, never armed again or lost, unless it was undone', async () => {
  await fc.assert(
    fc.asyncProperty(
      targets,
      fc.array(fc.constantFrom('none', 'none', 'none', 'before', 'after'), { maxLength: 8 }),
      fc.array(step, { maxLength: 14 }),
      async (all, faults, steps) => {
        const server = new Server(all, faults as ('none' | 'before' | 'after')[]);
        const page = openPage(server);
        const undone = new Set<string>();
        void page.queue.begin(all);
        for (const each of steps) {
          if (each.kind === 'answer') page.answer();
          else if (each.kind === 'time') page.pass(each.ms);
          else {
            const id = all[each.which % all.length]?.id ?? '';
            // pressing a button that is not there any more changes nothing
            if (page.hidden().has(id)) undone.add(id);
            void page.queue.undo([id]);
          }
          await settled();
          // the page may end here: what the server has is what is left
          for (const { id, command, status } of server.seen) {
            if (command === 'delete') expect(['paused', 'triggered', 'expired']).toContain(status);
            if (command === 'resume' || command === 'snooze') expect(undone).toContain(id);
          }
          for (const { id, outcome } of page.ended) {
            if (outcome === 'restored') expect(undone).toContain(id);
            if (outcome === 'deleted') expect(server.kept.has(id)).toBe(false);
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

it('without faults, what is undone in time is as it was, with its id, and what is not is gone', async () => {
  await fc.assert(
    fc.asyncProperty(targets, fc.nat(3), fc.constantFrom(0, 5_000, UNDO_MS - 1), async (all, which, after) => {
      const server = new Server(all, []);
      const page = openPage(server);
      const undone = all[which % all.length];
      void page.queue.begin(all);
      page.answer();
      await settled();
      page.pass(after);
      void page.queue.undo([undone?.id ?? '']);
      for (let round = 0; round < 8; round += 1) {
        page.answer();
        await settled();
        page.pass(UNDO_MS);
        await settled();
      }
      const left = [...server.kept.values()];
      expect(left).toHaveLength(1);
      const armed = undone?.status === 'active' ? 'arming' : undone?.status;
      expect(left).toMatchObject([{ id: undone?.id, status: armed, pausedUntil: undone?.pausedUntil }]);
      expect(page.hidden().size).toBe(0);
    }),
  );
});

it('an undo that comes before the answer of the pause restores as soon as it is paused', async () => {
  const all: Target[] = [{ kind: 'alert', id: 'a', version: 1, status: 'active', pausedUntil: null }];
  const server = new Server(all, []);
  const page = openPage(server);
  void page.queue.begin(all);
  void page.queue.undo(['a']);
  page.answer();
  await settled();
  page.answer();
  await settled();
  expect(server.seen.map(({ command }) => command)).toEqual(['pause', 'resume']);
  expect(page.ended).toEqual([{ id: 'a', outcome: 'restored' }]);
});

it('one that somebody has changed meanwhile is not deleted', async () => {
  const all: Target[] = [{ kind: 'alert', id: 'a', version: 1, status: 'active', pausedUntil: null }];
  const server = new Server(all, []);
  const page = openPage(server);
  void page.queue.begin(all);
  page.answer();
  await settled();
  server.kept.set('a', { id: 'a', version: 9, status: 'arming', pausedUntil: null });
  page.pass(UNDO_MS);
  page.answer();
  await settled();
  expect(server.kept.has('a')).toBe(true);
  expect(page.ended).toEqual([{ id: 'a', outcome: 'refused' }]);
});

it('is deleted in the end though the clock is set back before the time is over', async () => {
  let now = HOUR_MS;
  const timers: { readonly run: () => void; readonly ms: number }[] = [];
  const asked: string[] = [];
  const queue = new DeleteQueue({
    now: () => now,
    later: (run, ms) => timers.push({ run, ms }),
    ask: async (all) => {
      asked.push(...all.map(({ command }) => command.kind));
      return all.map(({ target: { id } }) => ({ id, version: 2, problem: null }));
    },
    onHidden() {},
    onEnded() {},
  });
  await queue.begin([{ kind: 'alert', id: 'a', version: 1, status: 'active', pausedUntil: null }]);
  now += UNDO_MS - 500;
  timers.shift()?.run();
  expect(timers.map(({ ms }) => ms)).toEqual([500]);
  now += 500;
  timers.shift()?.run();
  expect(asked).toEqual(['pause', 'delete']);
});
