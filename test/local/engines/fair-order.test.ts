import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createFairOrder, type FairMessage } from '../../../local/engines/fair-order.ts';

const VISIBILITY_MS = 60_000;
const SECOND = 1_000;
const MINUTE = 60_000;

/** One tenant's messages; the order has them in the order of their numbers. */
const messagesOf = (messageGroupId: string, count: number, sentTimestamp = 0): FairMessage[] =>
  Array.from({ length: count }, (_, i) => ({ messageId: `${messageGroupId}${i}`, messageGroupId, sentTimestamp }));

/** A queue with these messages. */
function queueOf(...messages: readonly FairMessage[]) {
  const waiting = [...messages];
  const order = createFairOrder();
  function takeAt(now: number): string | undefined {
    const index = order.take(waiting, { now, visibilityMs: VISIBILITY_MS });
    return index === undefined ? undefined : waiting.splice(index, 1)[0]?.messageId;
  }
  const send = (messageId: string, sentTimestamp: number, messageGroupId = messageId.charAt(0)) =>
    waiting.push({ messageId, messageGroupId, sentTimestamp });
  /** handled one after the other, each for `ms` */
  const handle = (count: number, { from, ms }: { from: number; ms: number }) =>
    Array.from({ length: count }, (_, i) => {
      const id = takeAt(from + i * ms);
      if (id !== undefined) order.finish(id, from + (i + 1) * ms);
      return id;
    });
  return { waiting, order, takeAt, handle, send };
}

describe('a noisy tenant', () => {
  it('has used up more than a tenth of the processing time: the others come first', () => {
    const { takeAt, handle } = queueOf(...messagesOf('a', 300), ...messagesOf('b', 1), ...messagesOf('c', 1));
    expect(handle(1, { from: 0, ms: 500 })).toEqual(['a0']);
    expect([takeAt(500), takeAt(500), takeAt(500)]).toEqual(['b0', 'c0', 'a1']);
  });

  it('has 30 messages in flight, and more than a tenth of all', () => {
    const { waiting, takeAt } = queueOf(...messagesOf('a', 31), ...messagesOf('b', 1));
    // all at one instant, so that no processing time passes
    const taken = Array.from({ length: 31 }, () => takeAt(0));
    expect(taken.slice(29)).toEqual(['a29', 'b0']);
    expect(waiting).toHaveLength(1);
  });

  it('is throttled by nobody: its messages come as before when no other has any', () => {
    const { handle } = queueOf(...messagesOf('a', 5));
    expect(handle(6, { from: 0, ms: SECOND })).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', undefined]);
  });

  it('yields to one that has fewer in flight, if both are noisy', () => {
    const { takeAt, send } = queueOf(...messagesOf('a', 9), ...messagesOf('b', 9));
    takeAt(0);
    expect(takeAt(100)).toBe('b0');
    // a has two in flight, b one, and both have used time
    send('a9', 0);
    expect([takeAt(200), takeAt(200), takeAt(200)]).toEqual(['a1', 'b1', 'a2']);
  });

  it('is quiet again when its backlog is used up', () => {
    const { takeAt, handle, send } = queueOf(...messagesOf('a', 2));
    handle(2, { from: 0, ms: 5 * SECOND });
    send('a7', 11_000);
    send('b0', 11_000);
    // what the last one of the backlog took counts
    expect(takeAt(11_000)).toBe('b0');
    handle(1, { from: 11_000, ms: SECOND });
    send('a8', 80_000);
    send('b1', 80_000);
    expect(takeAt(80_000)).toBe('a8');
  });

  it('is quiet after five minutes without a message of it', () => {
    const backlog = messagesOf('a', 40);
    const { takeAt, handle, send } = queueOf(...backlog);
    const until = 5 * MINUTE;
    handle(29, { from: until - 29 * SECOND - 1, ms: SECOND });
    send('b0', until - 1);
    send('c0', until - 1);
    expect([takeAt(until - 1), takeAt(until)]).toEqual(['b0', 'a29']);
  });
});

describe('a message', () => {
  it('without a group is a tenant of its own', () => {
    const lonely = Array.from({ length: 3 }, (_, i) => ({ messageId: `x${i}`, sentTimestamp: 0 }));
    const { takeAt, handle } = queueOf(...messagesOf('a', 2), ...lonely);
    handle(1, { from: 0, ms: SECOND });
    expect([takeAt(1_000), takeAt(2_000), takeAt(3_000), takeAt(4_000)]).toEqual(['x0', 'x1', 'x2', 'a1']);
  });

  it('that failed is in flight until it is visible again, and may come again', () => {
    const { takeAt, send } = queueOf(...messagesOf('a', 40));
    for (let i = 0; i < 30; i += 1) takeAt(0);
    send('b0', 0);
    expect(takeAt(0)).toBe('b0');
    send('a0', 0);
    const rest = Array.from({ length: 11 }, () => takeAt(2 * VISIBILITY_MS));
    expect(rest).toContain('a0');
    expect(takeAt(2 * VISIBILITY_MS)).toBeUndefined();
  });
});

/** What has happened to a message, in the order in which messages came. Whole seconds. */
interface Fact {
  readonly id: string;
  readonly tenant: string;
  readonly sentAt: number;
  takenAt: number | null;
  endedAt: number | null;
  /** no other of its tenant waited when it was taken */
  wasLast: boolean;
}

/** The rules, written down a second time and counted second by second. */
function oracle(facts: readonly Fact[], now: number): string | undefined {
  const waiting = facts.filter(({ takenAt }) => takenAt === null);
  const isInFlight = (fact: Fact, second: number) =>
    fact.takenAt !== null && fact.takenAt <= second && second < Math.min(fact.endedAt ?? now, fact.takenAt + 60);
  const inFlight = facts.filter(({ takenAt, endedAt }) => takenAt !== null && endedAt === null && now < takenAt + 60);
  const seconds = Array.from({ length: 60 }, (_, i) => now - 60 + i);
  const used = (some: readonly Fact[], from: number) =>
    seconds.reduce(
      (sum, second) => sum + (second < from ? 0 : some.filter((fact) => isInFlight(fact, second)).length),
      0,
    );
  const isNoisy = (tenant: string) => {
    const own = facts.filter((fact) => fact.tenant === tenant);
    if (now - Math.max(...own.map(({ sentAt }) => sentAt)) >= 300) return false;
    const count = inFlight.filter((fact) => fact.tenant === tenant).length;
    if (count >= 30 && count / inFlight.length > 0.1) return true;
    // from when its backlog was used up last
    const emptied = own.filter(({ wasLast }) => wasLast).map(({ takenAt }) => takenAt ?? 0);
    return used(own, Math.max(-60, ...emptied)) > 0.1 * used(facts, -60);
  };
  const noisy = new Set([...new Set(waiting.map(({ tenant }) => tenant))].filter(isNoisy));
  const quiet = waiting.find(({ tenant }) => !noisy.has(tenant));
  if (quiet) return quiet.id;
  const countOf = (tenant: string) => inFlight.filter((fact) => fact.tenant === tenant).length;
  const fewest = Math.min(...waiting.map(({ tenant }) => countOf(tenant)));
  return waiting.find(({ tenant }) => countOf(tenant) === fewest)?.id;
}

const TENANTS = [...'aabbcdefghijkl', ''];
const step = fc.oneof(
  fc.record({ do: fc.constant('send'), tenant: fc.constantFrom(...TENANTS), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('send'), tenant: fc.constantFrom('a', 'b'), count: fc.constantFrom(3, 40) }),
  fc.record({ do: fc.constant('take'), count: fc.constantFrom(1, 2, 8, 35) }),
  fc.record({ do: fc.constant('finish'), count: fc.constantFrom(1, 5, 100) }),
  fc.record({
    do: fc.constant('handle one by one'),
    count: fc.integer({ min: 1, max: 12 }),
    seconds: fc.integer({ max: 9, min: 1 }),
  }),
  fc.record({ do: fc.constant('wait'), seconds: fc.constantFrom(1, 20, 59, 100, 299, 300) }),
);

/** The order beside the facts: each message that it gives out must be the oracle's. */
function startWorld() {
  const { waiting, order, takeAt } = queueOf();
  const facts: Fact[] = [];
  const isInFlight = ({ takenAt, endedAt }: Fact) => takenAt !== null && endedAt === null && world.now < takenAt + 60;
  const world = {
    now: 0,
    waiting,
    facts,
    send(tenant: string) {
      const id = `m${facts.length}`;
      const group = tenant === '' ? {} : { messageGroupId: tenant };
      waiting.push({ messageId: id, sentTimestamp: world.now * SECOND, ...group });
      facts.push({ id, tenant: tenant || id, sentAt: world.now, takenAt: null, endedAt: null, wasLast: false });
    },
    take() {
      const expected = oracle(facts, world.now);
      expect(takeAt(world.now * SECOND)).toBe(expected);
      const fact = facts.find(({ id }) => id === expected);
      if (!fact) return undefined;
      fact.takenAt = world.now;
      fact.wasLast = !facts.some(({ tenant, takenAt }) => tenant === fact.tenant && takenAt === null);
      return fact;
    },
    finish(fact = facts.find(isInFlight)) {
      if (!fact || !isInFlight(fact)) return;
      fact.endedAt = world.now;
      order.finish(fact.id, world.now * SECOND);
    },
  };
  return world;
}

test('whatever is sent, taken and finished when, the next message is the one that the documented rules name', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const world = startWorld();
      for (const { do: what, tenant = '', count = 0, seconds = 0 } of steps.map((it) => ({
        tenant: '',
        count: 1,
        seconds: 0,
        ...it,
      }))) {
        for (let i = 0; i < count; i += 1) {
          if (what === 'send') world.send(tenant);
          if (what === 'finish') world.finish();
          const taken = what === 'take' || what === 'handle one by one' ? world.take() : undefined;
          world.now += seconds;
          if (what === 'handle one by one' && taken) world.finish(taken);
        }
      }
      expect(world.waiting).toHaveLength(world.facts.filter(({ takenAt }) => takenAt === null).length);
    }),
    { numRuns: 300 },
  );
});
