import { beforeEach, describe, expect, it } from 'vitest';
import { ADA } from '../../../support/stored-alert.ts';
import { answered, type CallWorld, HOOK, jobOf, kindOf, MINUTE, SILENT, START, setUp, several } from './call-world.ts';

const LATE = answered(200, 'ok', { tookMs: 4_900 });
const TRICKLE = answered(200, '', { tookMs: 1_100, isCutOff: true });

let set: CallWorld;
const messages = several(30);
beforeEach(() => {
  set = setUp(messages);
});

const keep = (fields: object) => set.held.webhooks.set(`${ADA} ${HOOK.id}`, { ...HOOK, ...fields });

describe('a receiver that answers slowly', () => {
  it.each([LATE, TRICKLE])('has its message, and then rests for 5 s: %o', async (answer) => {
    const { give, job, world, delivery, webhook } = set;
    world.answer = answer;
    await give(job);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 1 });
    expect(webhook()).toMatchObject({ slowCalls: 1, slowSince: START, restsUntil: START + 5_000, state: 'active' });
    expect(webhook()?.lastResult).toMatchObject({ result: 'sent', detail: expect.stringContaining('its answer') });
  });

  it('while it rests, what waits costs no call', async () => {
    const { give, world } = set;
    world.answer = LATE;
    await give(...messages.slice(0, 1).map(jobOf));
    await give(...messages.slice(1, 11).map(jobOf));
    expect(world.calls).toHaveLength(1);
    expect(world.queued.map(({ delayMs }) => delayMs)).toEqual([5_000]);
  });

  it('counts once for all calls that were under way together, and those are few, however many messages wait', async () => {
    const { give, world, webhook } = set;
    world.answer = LATE;
    await give(...messages.map(jobOf));
    expect(world.calls.length).toBeGreaterThan(1);
    expect(world.calls.length).toBeLessThanOrEqual(8);
    expect(webhook()).toMatchObject({ slowCalls: 1, restsUntil: START + 5_000 });
  });

  it('is switched off with the tenth slow answer in a row, and its owner is notified', async () => {
    const { give, world, webhook } = set;
    world.answer = TRICKLE;
    keep({ slowCalls: 8, slowSince: START - 60 * MINUTE, slowAnswers: 8 });
    await give(...messages.slice(0, 1).map(jobOf));
    expect(webhook()).toMatchObject({ slowCalls: 9, state: 'active' });
    world.now = webhook()?.restsUntil ?? 0;
    await give(...messages.slice(1, 2).map(jobOf));
    const detail = '10 slow answers in a row: it took the message (200); its answer did not end in time';
    expect(webhook()).toMatchObject({ state: 'disabled', detail });
    expect(world.notices.map(kindOf)).toEqual(['channel-slow', 'channel-disabled']);
    // it has the message
    expect(world.notices).toMatchObject([{}, { content: { detail, undelivered: null } }]);
  });

  it('has its message also if what follows fails: it is not sent it again, and the notice is finished', async () => {
    const { deps, give, job, wake, world, delivery } = set;
    world.answer = LATE;
    keep({ slowCalls: 4, slowSince: START - MINUTE, slowAnswers: 4 });
    const { put } = deps.outbox;
    deps.outbox.put = () => Promise.reject(new Error('no table'));
    await give(job);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 1 });
    for (let i = 0; i < 4; i += 1) {
      world.now += 20 * MINUTE;
      await wake();
    }
    deps.outbox.put = put;
    world.now += 20 * MINUTE;
    await wake();
    expect(world.calls).toHaveLength(1);
    expect(world.notices.map(({ id }) => id)).toEqual([`notice#${ADA}@channel-slow:${HOOK.id}:${START - MINUTE}`]);
  });

  it('and then promptly gets all that waits at once, as one that was never slow', async () => {
    const { give, world, webhook } = set;
    keep({ slowCalls: 9, slowSince: START - MINUTE, slowAnswers: 9, restsUntil: START - 1 });
    await give(...messages.map(jobOf));
    await runWakeUps(set);
    expect(webhook()).toMatchObject({ slowCalls: 0, slowAnswers: 0, restsUntil: 0, state: 'active' });
    expect(world.calls).toHaveLength(messages.length);
    expect(world.now - START).toBeLessThanOrEqual(1_000);
  });

  it('and then promptly keeps the pause that it has asked for meanwhile', async () => {
    const { deps, give, job, world, webhook } = set;
    keep({ slowCalls: 1, slowSince: START - MINUTE, restsUntil: START - 1 });
    const paused: Promise<void>[] = [];
    world.duringCall = () => void paused.push(deps.webhooks.pause(ADA, HOOK.id, START + MINUTE));
    await give(job);
    await Promise.all(paused);
    expect(webhook()).toMatchObject({ slowCalls: 0, pausedUntil: START + MINUTE, nextSlotAt: START + MINUTE });
  });
});

/** The wake-ups that wait come, each after its delay, until there are none or the webhook is off. Returns when each came. */
async function runWakeUps({ world, giveRaw, webhook }: CallWorld): Promise<number[]> {
  const cameAt: number[] = [];
  for (let next = world.queued.shift(); next && webhook()?.state === 'active'; next = world.queued.shift()) {
    world.now += Math.ceil(next.delayMs / 1_000) * 1_000;
    cameAt.push(world.now);
    await giveRaw({ wake: ADA, webhook: HOOK.id, at: next.job.at });
  }
  return cameAt;
}

it('a notice that was cut short is finished before a prompt answer ends the slow calls', async () => {
  const { deps, give, wake, world, webhook } = set;
  keep({ slowCalls: 4, slowSince: START - MINUTE });
  world.answer = SILENT;
  const { put } = deps.outbox;
  deps.outbox.put = () => Promise.reject(new Error('no queue'));
  await give(...messages.slice(0, 1).map(jobOf));
  expect([webhook()?.slowCalls, world.notices]).toEqual([5, []]);
  world.now += 60 * MINUTE;
  world.answer = answered(204);
  await wake();
  expect(webhook()?.slowCalls).toBe(5);
  deps.outbox.put = put;
  world.now += 60 * MINUTE;
  await wake();
  await give(...messages.slice(1, 2).map(jobOf));
  expect(webhook()?.slowCalls).toBe(0);
  expect(world.notices.map(({ id }) => id)).toEqual([`notice#${ADA}@channel-slow:${HOOK.id}:${START - MINUTE}`]);
});

describe('a receiver that does not answer', () => {
  it.each([
    { kind: 'no-answer', detail: 'no answer in time' } as const,
    { kind: 'not-reached', detail: 'it could not be reached' } as const,
  ])(
    'makes its webhook rest longer each time, and a message that comes meanwhile costs no call: %o',
    async (answer) => {
      const { give, world, webhook } = set;
      world.answer = answer;
      for (const [index, restMs] of [5_000, 30_000, 120_000, 300_000, 900_000, 900_000].entries()) {
        await give(...messages.slice(2 * index, 2 * index + 1).map(jobOf));
        expect(webhook()).toMatchObject({ slowCalls: index + 1, restsUntil: world.now + restMs });
        await give(...messages.slice(2 * index + 1, 2 * index + 2).map(jobOf));
        expect(world.calls).toHaveLength(index + 1);
        // the turn of the message that waits is over by then
        world.now += restMs + 1_000;
      }
      expect(webhook()).toMatchObject({ state: 'active', failures: 0 });
      // at the fifth; the sixth has the same name
      expect(world.notices).toMatchObject([
        {
          id: `notice#${ADA}@channel-slow:${HOOK.id}:${START}`,
          content: { kind: 'channel-slow', detail: answer.detail, undelivered: expect.stringContaining('BTCUSDT') },
          deliveries: { email: { state: 'queued' } },
        },
      ]);
    },
  );

  it.each([
    [1, 'given up after 101 attempts: no answer in time'],
    [30, 'no prompt answer for 24 hours: no answer in time'],
  ])('is switched off after 24 hours and about a hundred calls, when %i messages wait: %s', async (count, detail) => {
    const { give, world, webhook } = set;
    world.answer = SILENT;
    await give(...messages.slice(0, count).map(jobOf));
    await runWakeUps(set);
    expect(webhook()).toMatchObject({ state: 'disabled', detail });
    expect(world.now - START).toBeGreaterThanOrEqual(24 * 60 * MINUTE);
    expect(world.now - START).toBeLessThan(25 * 60 * MINUTE);
    expect(world.calls.length).toBeLessThan(110);
    expect(world.notices.map(kindOf)).toEqual(['channel-slow', 'channel-disabled']);
  });

  it('once, after nine slow answers within weeks, keeps its webhook and gets the message later', async () => {
    const { give, job, world, delivery, webhook } = set;
    keep({ slowCalls: 9, slowSince: START - 40 * 24 * 60 * MINUTE, slowAnswers: 9 });
    world.answer = { kind: 'not-reached', detail: 'it could not be reached' };
    await give(job);
    expect(webhook()).toMatchObject({ state: 'active', slowCalls: 10, slowAnswers: 9 });
    world.answer = answered(204);
    await runWakeUps(set);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('for a night is not switched off by the slow answer with which it comes back', async () => {
    const { give, job, world, delivery, webhook } = set;
    keep({ slowCalls: 40, slowSince: START - 600 * MINUTE });
    world.answer = LATE;
    await give(job);
    expect(webhook()).toMatchObject({ state: 'active', slowCalls: 41, slowAnswers: 1 });
    expect(delivery()).toMatchObject({ state: 'sent' });
  });
});

it('a name that could not be looked up says nothing about its receiver, and the message is tried again', async () => {
  const { give, job, world, delivery, webhook } = set;
  world.answer = { kind: 'not-looked-up', detail: 'its name could not be resolved in time' };
  await give(job);
  expect(webhook()).toMatchObject({ slowCalls: 0, restsUntil: 0, lastResult: { result: 'unavailable' } });
  expect(delivery()).toMatchObject({ state: 'queued', attempts: 1 });
  world.answer = answered(204);
  await runWakeUps(set);
  expect(delivery()).toMatchObject({ state: 'sent', attempts: 2 });
});

it('a refusal that comes slowly counts as both', async () => {
  const { give, job, world, webhook } = set;
  world.answer = answered(400, '', { tookMs: 3_000 });
  await give(job);
  expect(webhook()).toMatchObject({ failures: 1, slowCalls: 1 });
});

it('an address that must not be called says nothing about the speed', async () => {
  const { give, job, world, webhook } = set;
  keep({ slowCalls: 3, slowSince: START - MINUTE });
  world.answer = { kind: 'forbidden', detail: 'not public' };
  await give(job);
  expect(webhook()).toMatchObject({ failures: 1, slowCalls: 3 });
});
