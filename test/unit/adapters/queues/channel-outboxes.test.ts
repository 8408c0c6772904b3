import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Waiting } from '../../../../adapters/dynamodb/messages/waiting-messages.ts';
import { createMailOutbox } from '../../../../adapters/queues/mail-outbox.ts';
import { createWakeUps } from '../../../../adapters/queues/wake-ups.ts';
import { createWebhookOutbox } from '../../../../adapters/queues/webhook-outbox.ts';
import type { WakeUpJob } from '../../../../domain/messages/delivery-job.ts';
import { OPEN_THROTTLE } from '../../../../domain/messages/mail-schedule.ts';
import { profileSchema } from '../../../../domain/people/person.ts';
import { memoryWaitingCalls } from '../../../support/memory-waiting-calls.ts';
import { memoryWakeUpTable } from '../../../support/memory-wake-ups.ts';
import { buildWebhook, memoryWebhooks } from '../../../support/memory-webhooks.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;
const ADA = buildTrigger().owner;
const messages = Array.from({ length: 100 }, (_, index) => {
  const trigger = buildTrigger({ dispatchedAt: NOON });
  return { ...trigger, id: trigger.id.replace(/@\d+/, `@${String(index).padStart(16, '0')}`) };
});

function setUp() {
  const state = { now: NOON, delays: [] as number[], throttle: OPEN_THROTTLE };
  const table = memoryWakeUpTable();
  const queue = { send: async (_: WakeUpJob, delayMs: number) => void state.delays.push(delayMs) };
  const now = () => state.now;
  const wakeUps = createWakeUps({ table, queue, now });
  return { state, table, wakeUps, now };
}

function mailSetUp(profile: object | null = {}) {
  const { state, table, wakeUps, now } = setUp();
  const waiting = new Map<string, Waiting>();
  const person = profile && profileSchema.parse({ email: 'ada@example.com', updatedAt: 1, ...profile });
  const deps = {
    waiting: {
      add: async (_: string, it: Waiting) => void (waiting.has(it.messageId) || waiting.set(it.messageId, it)),
    },
    people: { readProfile: async () => person },
    throttle: { read: async () => ({ ...state.throttle, wakeUpAt: await table.read({ person: ADA }) }) },
    wakeUpTable: table,
    wakeUps,
    now,
  };
  const outbox = createMailOutbox(deps);
  const addAll = () => Promise.all(messages.map((message) => outbox.add(message, 'email')));
  return { state, waiting, addAll, outbox, deps };
}

test('a hundred fires of one person wait for the mail, and cost one job', async () => {
  const { state, waiting, addAll } = mailSetUp();
  await addAll();
  await addAll();
  expect([waiting.size, state.delays]).toEqual([100, [0]]);
});

test.each([
  ['a mail has just left', { throttle: { openAt: NOON + 5_000, gapMs: 5_000, refusals: 0, delay: null } }, {}, 5_000],
  ['it is quiet', {}, { settings: { quietHours: { from: '11:00', to: '12:10' } } }, 10 * MINUTE],
  ['the digest is hourly', {}, { settings: { digest: { every: 'hour' } } }, 0],
  ['mail is off', {}, { mailOff: { reason: 'unsubscribed', address: 'ada@example.com', at: 1, detail: null } }, 5_000],
  ['nobody has an address', {}, null, 5_000],
])('while %s, one job comes when there is something to do', async (_, fields, profile, delayMs) => {
  const { state, addAll } = mailSetUp(profile);
  Object.assign(state, fields);
  await addAll();
  expect(state.delays).toEqual([delayMs]);
});

const unreadable = async () => z.never().parse('what a hand has written');

test('fires that come one by one while the profile can not be read wait, and share the job that fails', async () => {
  const { state, waiting, outbox, deps } = mailSetUp();
  deps.people.readProfile = unreadable;
  for (const message of messages.slice(0, 50)) {
    await outbox.add(message, 'email');
    state.now += 20;
  }
  expect([waiting.size, state.delays]).toEqual([50, [5_000]]);
});

test('a mail throttle that can not be read costs no job for each fire either', async () => {
  const { state, outbox, deps } = mailSetUp();
  deps.throttle.read = unreadable;
  for (const message of messages.slice(0, 50)) {
    await outbox.add(message, 'email');
    state.now += 20;
  }
  expect(state.delays).toEqual([0]);
});

function webhookSetUp(fields: Parameters<typeof buildWebhook>[0] | null = {}) {
  const { state, table, wakeUps, now } = setUp();
  const calls = memoryWaitingCalls();
  const webhook = buildWebhook(fields ?? {});
  const webhooks = memoryWebhooks({
    webhooks: new Map(fields === null ? [] : [[`${ADA} ${webhook.id}`, webhook]]),
    webhookSecrets: new Map(),
  });
  const outbox = createWebhookOutbox({ calls, webhooks, wakeUpTable: table, wakeUps, now });
  const channel = `webhook:${webhook.id}`;
  const addAll = () => Promise.all(messages.map((message) => outbox.add(message, channel)));
  return { state, calls, webhooks, outbox, channel, addAll };
}

test.each([
  ['is as fast as messages come', {}, 0],
  ['has a pace, and its next turn is later', { preset: 'slack' as const, nextSlotAt: NOON + 3_000 }, 3_000],
  ['has asked for a pause', { pausedUntil: NOON + 60_000, nextSlotAt: NOON + 60_000 }, 60_000],
  ['is off', { state: 'disabled' as const }, 5_000],
  ['is gone', null, 5_000],
])('a hundred fires wait for a webhook that %s, and cost one job', async (_, fields, delayMs) => {
  const { state, calls, addAll } = webhookSetUp(fields);
  await addAll();
  await addAll();
  expect([calls.all().length, state.delays]).toEqual([100, [delayMs]]);
});

test('fires that come one by one while the webhook can not be read wait, and share the job that fails', async () => {
  const { state, calls, webhooks, outbox, channel } = webhookSetUp();
  webhooks.read = unreadable;
  for (const message of messages.slice(0, 50)) {
    await outbox.add(message, channel);
    state.now += 20;
  }
  expect([calls.all().length, state.delays]).toEqual([50, [5_000]]);
});

test('a call that is due later is not looked at before, also while its webhook can not be read', async () => {
  const { state, webhooks, outbox, channel } = webhookSetUp();
  webhooks.read = unreadable;
  await outbox.wake({ person: ADA, webhookId: channel.slice('webhook:'.length) }, NOON + 10 * MINUTE);
  expect(state.delays).toEqual([10 * MINUTE + 5_000]);
});

test('what is no webhook waits for none', async () => {
  const { outbox, calls } = webhookSetUp();
  const [message] = messages;
  if (!message) throw new Error('no message');
  await expect(outbox.add(message, 'email')).rejects.toThrow('email is no webhook');
  expect(calls.all()).toEqual([]);
});
