import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { isNotice } from '../../../../domain/messages/message.ts';
import { ADA } from '../../../support/stored-alert.ts';
import { answered, type CallWorld, HOOK, jobOf, MINUTE, SILENT, START, setUp, several } from './call-world.ts';

const NONE_FAILED = { batchItemFailures: [] };

let set: CallWorld;
beforeEach(() => {
  set = setUp();
});

describe('a job', () => {
  it('that a receiver takes is sent, signed and recorded in the delivery log', async () => {
    const { give, job, world, delivery } = set;
    expect(await give(job)).toEqual(NONE_FAILED);
    expect(world.calls).toMatchObject([{ url: HOOK.url, headers: { 'webhook-id': expect.stringMatching(/^msg_/) } }]);
    expect(JSON.parse(String(world.calls[0]?.body))).toMatchObject({ type: 'trigger.fired' });
    expect(delivery()).toMatchObject({ state: 'sent', detail: 'it took the message (204)', attempts: 1, at: START });
    expect(world.queued).toEqual([]);
  });

  it('for a delivery that is done calls nobody', async () => {
    const { give, job, world } = set;
    await give(job);
    expect(await give(job, job)).toEqual(NONE_FAILED);
    expect(world.calls).toHaveLength(1);
  });

  it('that comes twice at once calls once', async () => {
    const { deps, giveRaw, wakeUp, job, world, delivery } = set;
    const call = { messageId: job.messageId, firedAt: START, dueAt: START };
    await deps.calls.add({ person: ADA, webhookId: HOOK.id }, call);
    expect(await giveRaw(wakeUp(), wakeUp())).toEqual(NONE_FAILED);
    expect(world.calls).toHaveLength(1);
    expect(delivery().state).toBe('sent');
    // whoever found the claim taken looks again when it is over: its holder may end
    expect(new Set(world.queued.map(({ delayMs }) => delayMs))).toEqual(new Set([40_001]));
  });

  it('that can not be read, or names no delivery, is the only one to go back', async () => {
    const { giveRaw, wakeUp, job, world } = set;
    const nobody = { ...job, messageId: 'BTCUSDT-0-X@1' };
    const other = { ...job, channel: 'webhook:other' };
    const mail = { ...job, channel: 'email' };
    const answer = await giveRaw('not json', { a: 1 }, nobody, other, mail, job);
    const failed = ['m0', 'm1', 'm2', 'm3', 'm4'].map((itemIdentifier) => ({ itemIdentifier }));
    expect(answer).toEqual({ batchItemFailures: failed });
    // the job of an earlier version has become a message that waits, and a wake-up
    expect(world.queued.map(({ delayMs }) => delayMs)).toEqual([0]);
    await giveRaw(wakeUp());
    expect(world.calls).toHaveLength(1);
  });

  it('whose first reads are slow still calls, and goes on for a second after them', async () => {
    const { give, world, deps } = setUp(several(8));
    const { read } = deps.calls;
    deps.calls.read = async (...asked) => {
      world.now += 3_000;
      return read(...asked);
    };
    world.duringCall = () => {
      world.now += 400;
    };
    await give(...several(8).map(jobOf));
    expect(world.calls.length).toBeGreaterThanOrEqual(3);
    expect(world.calls.length).toBeLessThan(8);
  });

  it('whose first reads take most of the time of its invocation calls nobody', async () => {
    const { give, job, world, deps } = set;
    const { read } = deps.calls;
    deps.calls.read = async (...asked) => {
      world.now += 8_000;
      return read(...asked);
    };
    await give(job);
    expect(world.calls).toEqual([]);
    expect(world.queued.map(({ delayMs }) => delayMs)).toEqual([0]);
  });

  it('whose receiver is busy with the calls of others for more than a second gets one call all the same', async () => {
    const { give, job, world, deps } = set;
    const { read } = deps.webhooks;
    deps.webhooks.read = async (...asked) => {
      world.now += 1_500;
      return read(...asked);
    };
    await give(job);
    expect(world.calls).toHaveLength(1);
  });

  it('goes back when a table can not be reached, and its claim prevents a second call', async () => {
    const { give, job, world, deps } = set;
    deps.webhooks.read = () => Promise.reject(new Error('throttled'));
    expect(await give(job)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(world.calls).toEqual([]);
  });
});

describe('a message whose row can not be read', () => {
  it('holds up no other, and is quarantined after a quarter of an hour', async () => {
    const messages = several(2);
    const [bad, good] = messages.map(jobOf);
    if (!bad || !good) throw new Error('no messages');
    const { give, wake, world, deps } = setUp(messages);
    const { read } = deps.deliveryLog;
    deps.deliveryLog.read = async (id) => (id === bad.messageId ? z.never().parse(7) : read(id));
    expect(await give(bad, good)).toEqual(NONE_FAILED);
    expect([world.calls.length, world.quarantined.length]).toEqual([1, 0]);
    for (let jobs = 0; jobs < 100 && deps.calls.all().length > 0; jobs += 1) {
      world.now += world.queued.at(-1)?.delayMs ?? 0;
      expect(await wake()).toEqual(NONE_FAILED);
    }
    expect(world.quarantined.map(({ content }) => JSON.parse(content))).toEqual([bad]);
    expect(world.now - START).toBeLessThan(16 * MINUTE);
    expect(world.calls).toHaveLength(1);
  });
});

describe('a receiver that fails', () => {
  it('is called again after growing pauses', async () => {
    const { give, wake, job, world, delivery } = set;
    world.answer = answered(503, 'closed');
    const pauses: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      await (i === 0 ? give(job) : wake());
      expect(delivery()).toMatchObject({
        ...{ state: 'queued', detail: 'it has a failure of its own (503: closed)', attempts: i + 1 },
        isRepeat: false,
      });
      const { delayMs } = world.queued.at(-1) ?? { delayMs: 0 };
      pauses.push(delayMs);
      world.now += delayMs;
    }
    expect(pauses).toEqual([5_000, 30_000, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 15 * MINUTE, 15 * MINUTE]);
    world.answer = answered(200);
    await wake();
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 8 });
    expect(new Set(world.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(world.calls.map(({ body }) => body)).size).toBe(1);
  });

  it('is not called more often because a job came twice', async () => {
    const { give, job, world } = set;
    world.answer = answered(500);
    await give(job);
    world.now += 2_000;
    await give(job);
    expect(world.calls).toHaveLength(1);
    expect(world.queued.map(({ job: { at } }) => at - START)).toEqual([5_000]);
  });

  it('and asks for a pause gets it, within bounds', async () => {
    const { give, job, world } = set;
    world.answer = answered(429, '', { retryAfterMs: 60_000 });
    await give(job);
    expect(world.queued.map(({ delayMs }) => delayMs)).toEqual([60_000]);
  });

  it('and asks for a pause uses up no attempt: a later failure is retried like a first one', async () => {
    const { give, job, world, delivery } = set;
    for (let i = 0; i < 3; i += 1) {
      world.answer = answered(429, '', { retryAfterMs: 1_000 });
      await give(job);
      world.now += world.queued.at(-1)?.delayMs ?? 0;
    }
    expect(delivery()).toMatchObject({ state: 'queued', attempts: 3, deferrals: 3 });
    world.answer = answered(500);
    await give(job);
    expect(world.queued.at(-1)?.delayMs).toBe(5_000);
    expect(world.notices).toEqual([]);
  });

  it('is not called by any job during its pause', async () => {
    const messages = several(5);
    const { give, world } = setUp(messages);
    world.answer = answered(429, '', { retryAfterMs: 30_000 });
    for (const message of messages) {
      await give(jobOf(message));
      world.now += 1_000;
    }
    expect(world.calls).toHaveLength(1);
    expect(world.queued.map(({ job: { at } }) => at - START)).toEqual([30_000]);
    world.answer = answered(204);
    for (let second = 30; second < 35; second += 1) {
      world.now = START + second * 1_000;
      await give();
      expect(world.calls).toHaveLength(second - 28);
    }
    expect(world.queued.map(({ job: { at } }) => (at - START) / 1_000)).toEqual([30, 31, 32, 33, 34]);
  });

  it('and did not answer may have the message: the delivery is uncertain, and the next attempt is a repeat', async () => {
    const { give, job, world, delivery } = set;
    world.answer = SILENT;
    await give(job);
    expect(delivery()).toMatchObject({ state: 'uncertain', detail: 'no answer in time', isRepeat: true });
    world.now += 5_000;
    world.answer = answered(200);
    await give(job);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 2, isRepeat: true });
  });

  it('for a day has failed, is switched off, and its owner gets one notice by mail', async () => {
    const { give, wake, job, world, delivery, webhook } = set;
    world.answer = answered(500, 'broken');
    await give(job);
    for (let jobs = 0; jobs < 200 && delivery().state !== 'failed'; jobs += 1) {
      await wake();
      world.now += world.queued.at(-1)?.delayMs ?? 0;
    }
    expect(world.now - START).toBeGreaterThanOrEqual(24 * 60 * MINUTE);
    expect(delivery().detail).toMatch(/^given up after 101 attempts: it has a failure of its own \(500: broken\)$/);
    expect(webhook()).toMatchObject({ state: 'disabled', detail: delivery().detail });
    expect(world.notices).toMatchObject([
      {
        person: ADA,
        content: { kind: 'channel-disabled', webhookId: HOOK.id, host: 'hooks.example.com' },
        deliveries: { email: { state: 'queued' } },
      },
    ]);
    expect(world.notices.every(isNotice)).toBe(true);
  });
});

describe('a webhook that is switched off', () => {
  it('is not called: the delivery is suppressed, with the reason', async () => {
    const { give, job, world, delivery, held } = set;
    held.webhooks.set(`${ADA} ${HOOK.id}`, { ...HOOK, state: 'disabled', detail: '410' });
    expect(await give(job)).toEqual(NONE_FAILED);
    expect(delivery()).toMatchObject({ state: 'suppressed', detail: 'the webhook is switched off: 410' });
    expect(world.calls).toEqual([]);
  });

  it('or was removed is not called', async () => {
    const { give, job, delivery, held } = set;
    held.webhooks.clear();
    await give(job);
    expect(delivery()).toMatchObject({ state: 'suppressed', detail: 'the webhook is not kept' });
  });

  it('after an attempt without an answer leaves the delivery uncertain: the message may have arrived', async () => {
    const { give, job, world, delivery, held } = set;
    world.answer = SILENT;
    await give(job);
    held.webhooks.set(`${ADA} ${HOOK.id}`, { ...HOOK, state: 'disabled', detail: 'switched off by you' });
    world.now += 5_000;
    await give(job);
    expect(delivery()).toMatchObject({ state: 'uncertain', detail: 'no answer in time' });
    expect(world.queued).toHaveLength(1);
    expect(world.calls).toHaveLength(1);
  });

  it('while it is being called stays as its owner has set it', async () => {
    const { give, job, world, held, webhook } = set;
    world.answer = answered(410);
    world.duringCall = () => held.webhooks.set(`${ADA} ${HOOK.id}`, { ...HOOK, at: START, detail: 'anew' });
    await give(job);
    expect(webhook()).toMatchObject({ state: 'active', at: START });
  });
});

describe('a webhook that is removed while it is being called', () => {
  it('and refuses leaves a failed delivery and no notice', async () => {
    const { give, job, world, held, delivery } = set;
    world.answer = answered(410);
    world.duringCall = () => held.webhooks.delete(`${ADA} ${HOOK.id}`);
    expect(await give(job)).toEqual(NONE_FAILED);
    expect(delivery()).toMatchObject({ state: 'failed', detail: 'it is gone for good (410)' });
    expect(world.notices).toEqual([]);
  });
});

describe('a sender that ended', () => {
  it('in the middle of a call is followed by another one as soon as its claim has ended', async () => {
    const { give, job, world, deps, delivery } = set;
    await deps.deliveryLog.change(job, { kind: 'claim', at: START, mailId: null, waitMs: 0 });
    world.now = START + 10_000;
    await give(job);
    expect(world.calls).toEqual([]);
    expect(world.queued.map(({ delayMs }) => delayMs)).toEqual([30_001]);
    world.now = START + 40_001;
    await give(job);
    expect(world.calls).toHaveLength(1);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 2, isRepeat: true });
  });

  it('before its next job was sent leaves the old one, which continues', async () => {
    const { give, job, world, delivery } = set;
    world.answer = answered(500);
    world.beforeSend = () => {
      throw new Error('no queue');
    };
    expect(await give(job)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    world.beforeSend = () => {};
    world.now += 60_000;
    world.answer = answered(200);
    await give(job);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('before it recorded a refusal finds the notice stored already', async () => {
    const { give, job, world, deps, delivery } = set;
    world.answer = answered(410);
    const { change } = deps.deliveryLog;
    deps.deliveryLog.change = (it, event) =>
      event.kind === 'refused' ? Promise.reject(new Error('no table')) : change(it, event);
    await give(job);
    expect(world.queued.map(({ delayMs }) => delayMs)).toEqual([45_000]);
    deps.deliveryLog.change = change;
    world.now += 60_000;
    await give(job);
    expect(delivery().state).toBe('uncertain');
    expect(world.calls).toHaveLength(1);
    expect(world.notices).toHaveLength(1);
  });
});
