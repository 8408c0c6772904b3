import { afterEach, describe, expect, it } from 'vitest';
import { createWebhookCaller } from '../../../../adapters/http/webhook-caller.ts';
import { MAX_DELAY_MS } from '../../../../adapters/queues/message-queue.ts';
import { createWakeUps } from '../../../../adapters/queues/wake-ups.ts';
import { createWebhookOutbox } from '../../../../adapters/queues/webhook-outbox.ts';
import { encodeJob, type WakeUpJob } from '../../../../domain/messages/delivery-job.ts';
import { type Message, writtenAt } from '../../../../domain/messages/message.ts';
import { callJobs } from '../../../../functions/call-webhooks/call-jobs.ts';
import { RECEIVER_HOST } from '../../../support/https-receiver.ts';
import { memoryDeliveryLog } from '../../../support/memory-delivery-log.ts';
import { buildPushSender } from '../../../support/memory-push-key.ts';
import { memoryWaitingCalls } from '../../../support/memory-waiting-calls.ts';
import { memoryWakeUpTable } from '../../../support/memory-wake-ups.ts';
import { buildWebhook, memoryWebhooks } from '../../../support/memory-webhooks.ts';
import { buildQueueEvent } from '../../../support/queue-event.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { ADA } from '../../../support/stored-alert.ts';
import { buildMessage, CHANNEL, HOOK, START } from './call-world.ts';
import { type LimitedReceiver, PLATFORMS, startLimitedReceiver } from './limited-receiver.ts';

const ALERTS = 60;
/** As the stack sets them: a function takes ten jobs at once, and four of them run. */
const JOBS_AT_ONCE = 40;
/** Far more than an answer on loopback takes, even on a busy machine. */
const PATIENCE_MS = 20_000;

let limited: LimitedReceiver | null = null;
afterEach(() => limited?.receiver.close());

interface Storm {
  readonly preset: keyof typeof PLATFORMS;
  readonly platform?: keyof typeof PLATFORMS;
  readonly chatId?: string | null;
  /** ms between two alerts; 0: all at once */
  readonly everyMs?: number;
}

/**
 * Alerts of one person with one webhook, over the real function, the real caller and a real server. Time and the queue are
 * simulated: the queue delays by whole seconds, and brings each job once.
 */
async function playStorm({ preset, platform = preset, chatId = null, everyMs = 0 }: Storm) {
  const world = { now: START, calls: 0 };
  const running = await startLimitedReceiver(PLATFORMS[platform], () => world.now);
  limited = running;
  const { port, ca } = running.receiver;
  const messages = Array.from({ length: ALERTS }, (_, i) => numbered(i, START + i * everyMs));
  const rows = new Map<string, Message>(messages.map((message) => [message.id, message]));
  const url = `https://${RECEIVER_HOST}:${port}/in`;
  const webhook = buildWebhook({ ...HOOK, url, preset, chatId });
  const queue: { body: string; at: number }[] = [];
  const deliveryLog = memoryDeliveryLog(rows);
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const now = () => world.now;
  const calls = memoryWaitingCalls();
  const wakeUpTable = memoryWakeUpTable();
  const webhooks = memoryWebhooks({ webhooks: new Map([[`${ADA} ${HOOK.id}`, webhook]]), webhookSecrets: new Map() });
  const send = async (job: WakeUpJob, delayMs: number) => {
    const delay = Math.ceil(Math.min(delayMs, MAX_DELAY_MS) / 1_000) * 1_000;
    queue.push({ body: encodeJob(job), at: world.now + delay });
  };
  const wakeUps = createWakeUps({ table: wakeUpTable, queue: { send }, now });
  const webhookOutbox = createWebhookOutbox({ calls, webhooks, wakeUpTable, wakeUps, now });
  const deps = {
    ...{ deliveryLog, webhooks, calls, wakeUps, webhookOutbox, push: buildPushSender() },
    caller: createWebhookCaller({ resolve, mayCall: () => true, ca, totalTimeoutMs: PATIENCE_MS }),
    outbox: { put: async (message: Message) => void rows.set(message.id, message) },
    quarantineQueue: { quarantine: async () => {} },
    publicUrl: 'https://pricebell.example',
    log: recordedLog(),
    now,
  };
  const toCome = [...messages];
  let jobs = 0;
  while (toCome.length + queue.length > 0) {
    queue.sort((a, b) => a.at - b.at);
    const nextAt = comesAt(toCome[0]);
    world.now = Math.max(world.now, Math.min(nextAt, queue[0]?.at ?? Number.POSITIVE_INFINITY));
    while (comesAt(toCome[0]) <= world.now) {
      const message = toCome.shift();
      if (message) await webhookOutbox.add(message, CHANNEL);
    }
    const due = queue.filter(({ at }) => at <= world.now).slice(0, JOBS_AT_ONCE);
    for (const it of due) queue.splice(queue.indexOf(it), 1);
    jobs += due.length;
    const { batchItemFailures } = await callJobs(buildQueueEvent(due.map(({ body }) => body)), deps);
    expect(batchItemFailures).toEqual([]);
  }
  const { taken, refusals } = running;
  const deliveries = messages.map(({ id }) => deliveryLog.deliveryOf({ messageId: id, channel: CHANNEL }));
  return {
    taken,
    refusals,
    deliveries,
    jobs,
    tookMs: (taken.at(-1)?.at ?? 0) - START,
    notices: rows.size - messages.length,
  };
}

function comesAt(message: Message | undefined): number {
  return message ? writtenAt(message) : Number.POSITIVE_INFINITY;
}

function numbered(index: number, dispatchedAt: number): Message {
  const alertId = `BTCUSDT-0-01J9ZX${String(index).padStart(20, '0')}`;
  const { id } = buildMessage();
  return buildMessage({ id: `${alertId}@${id.split('@')[1]}`, alertId, note: `alert number ${index}.`, dispatchedAt });
}

function expectAllOnce({ taken, deliveries, notices }: Awaited<ReturnType<typeof playStorm>>): void {
  const arrived = taken.map(({ body }) => /alert number (\d+)\./.exec(body)?.[1]);
  expect(new Set(arrived).size).toBe(ALERTS);
  expect(taken).toHaveLength(ALERTS);
  expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(['sent']));
  expect(notices).toBe(0);
}

describe('sixty alerts at once to one receiver with limits all arrive, once each, at its pace', () => {
  it.each<[Storm, number, number]>([
    [{ preset: 'discord' }, 140, 5],
    [{ preset: 'slack' }, 65, 5],
    [{ preset: 'telegram', chatId: '-100123' }, 240, 5],
    [{ preset: 'ntfy', chatId: 'alerts' }, 60, 0],
    [{ preset: 'matrix', chatId: '!a:b.org' }, 260, 0],
    // its limit is unknown until it refuses: forty are on their way by then
    [{ preset: 'standard' }, 140, 40],
    // receivers whose limits are not those of the preset
    [{ preset: 'standard', platform: 'discord' }, 140, 50],
    [{ preset: 'slack', platform: 'discord' }, 140, 40],
  ])('%j: within %i s, refused at most %i times', async (storm, withinS, refusals) => {
    const played = await playStorm(storm);
    expectAllOnce(played);
    expect(played.tookMs / 1_000).toBeLessThanOrEqual(withinS);
    expect(played.refusals).toBeLessThanOrEqual(refusals);
  });
});

it('the first alerts of a storm are not held back', async () => {
  const { taken } = await playStorm({ preset: 'discord' });
  expect(taken.filter(({ at }) => at === START)).toHaveLength(5);
});

it('alerts that come slower than a receiver allows are sent as they come', async () => {
  const played = await playStorm({ preset: 'discord', everyMs: 2_500 });
  expectAllOnce(played);
  expect(played.refusals).toBe(0);
  expect(played.tookMs).toBe((ALERTS - 1) * 2_500);
});
