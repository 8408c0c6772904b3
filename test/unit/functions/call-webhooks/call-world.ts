import type { WebhookCall } from '../../../../adapters/http/webhook-caller.ts';
import type { QuarantinedRecord } from '../../../../adapters/queues/quarantine-queue.ts';
import { createWakeUps } from '../../../../adapters/queues/wake-ups.ts';
import { createWebhookOutbox } from '../../../../adapters/queues/webhook-outbox.ts';
import type { Answered, WebhookAnswer } from '../../../../domain/channels/presets/preset.ts';
import { queuedDelivery } from '../../../../domain/messages/delivery.ts';
import type { DeliveryJob, WakeUpJob } from '../../../../domain/messages/delivery-job.ts';
import { isNotice, type Message } from '../../../../domain/messages/message.ts';
import { callJobs } from '../../../../functions/call-webhooks/call-jobs.ts';
import { memoryDeliveryLog } from '../../../support/memory-delivery-log.ts';
import { buildPushSender } from '../../../support/memory-push-key.ts';
import { memoryWaitingCalls } from '../../../support/memory-waiting-calls.ts';
import { memoryWakeUpTable } from '../../../support/memory-wake-ups.ts';
import { buildWebhook, type HeldWebhooks, memoryWebhooks } from '../../../support/memory-webhooks.ts';
import { buildQueueEvent } from '../../../support/queue-event.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { ADA } from '../../../support/stored-alert.ts';
import { buildTrigger } from '../../../support/triggers.ts';

export const START = Date.UTC(2026, 10, 22, 9);
export const MINUTE = 60_000;
export const HOOK = buildWebhook({ at: START - 1_000_000 });
export const CHANNEL = `webhook:${HOOK.id}`;

export const answered = (status: number, text = '', fields: Partial<Answered> = {}): WebhookAnswer => ({
  ...{ kind: 'answered', status, retryAfterMs: null, text, body: text, location: null, tookMs: 20, isCutOff: false },
  ...fields,
});
export const SILENT: WebhookAnswer = { kind: 'no-answer', detail: 'no answer in time' };

export function buildMessage(fields: Partial<ReturnType<typeof buildTrigger>> = {}) {
  const deliveries = { [CHANNEL]: queuedDelivery(CHANNEL, START) };
  return buildTrigger({ channels: [{ type: 'webhook', id: HOOK.id }], dispatchedAt: START, deliveries, ...fields });
}

/** The function over a delivery log, webhooks and queues in memory; the receiver answers as told, at an instant as told. */
export function setUp(messages: readonly Message[] = [buildMessage()]) {
  const held: HeldWebhooks = { webhooks: new Map([[`${ADA} ${HOOK.id}`, HOOK]]), webhookSecrets: new Map() };
  const rows = new Map(messages.map((message) => [message.id, message]));
  const deliveryLog = memoryDeliveryLog(rows);
  const world = {
    now: START,
    answer: answered(204),
    calls: [] as WebhookCall[],
    /** the wake-ups that wait in the queue */
    queued: [] as { job: WakeUpJob; delayMs: number }[],
    notices: [] as Message[],
    quarantined: [] as QuarantinedRecord[],
    /** called while the receiver has the request */
    duringCall: () => {},
    /** called before a job is sent */
    beforeSend: () => {},
  };
  const now = () => world.now;
  const wakeUpTable = memoryWakeUpTable();
  const webhooks = memoryWebhooks(held);
  const calls = memoryWaitingCalls();
  const queue = {
    send: async (job: WakeUpJob, delayMs: number) => {
      world.beforeSend();
      world.queued.push({ job, delayMs });
    },
  };
  const wakeUps = createWakeUps({ table: wakeUpTable, queue, now });
  const deps = {
    deliveryLog,
    webhooks,
    calls,
    wakeUps,
    webhookOutbox: createWebhookOutbox({ calls, webhooks, wakeUpTable, wakeUps, now }),
    caller: {
      call: async (call: WebhookCall) => {
        world.calls.push(call);
        world.duringCall();
        return world.answer;
      },
    },
    outbox: {
      put: async (message: Message) => {
        if (!rows.has(message.id)) world.notices.push(message);
        rows.set(message.id, message);
      },
    },
    push: buildPushSender(),
    publicUrl: 'https://pricebell.example',
    quarantineQueue: { quarantine: async (record: QuarantinedRecord) => void world.quarantined.push(record) },
    log: recordedLog(),
    now,
  };
  const [message] = messages;
  const job = { messageId: message?.id ?? '', channel: CHANNEL };
  const giveRaw = (...bodies: readonly unknown[]) =>
    callJobs(buildQueueEvent(bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body)))), deps);
  const wakeUp = () => ({ wake: ADA, webhook: HOOK.id, at: world.now });
  const wake = () => giveRaw(wakeUp());
  /** These messages wait, and the webhook's wake-up comes. */
  const give = async (...jobs: readonly DeliveryJob[]) => {
    const firedAt = START - 1_000;
    for (const { messageId } of jobs) await calls.add(TARGET, { messageId, firedAt, dueAt: firedAt });
    return wake();
  };
  const webhook = () => held.webhooks.get(`${ADA} ${HOOK.id}`);
  return { world, deps, job, give, giveRaw, wake, wakeUp, delivery: () => deliveryLog.deliveryOf(job), webhook, held };
}

const TARGET = { person: ADA, webhookId: HOOK.id };

export const several = (count: number) =>
  Array.from({ length: count }, (_, i) => buildMessage({ id: buildTrigger().id.replace(/@\d{2}/, `@${10 + i}`) }));
export const jobOf = ({ id: messageId }: Message) => ({ messageId, channel: CHANNEL });
export const kindOf = (message: Message) => (isNotice(message) ? message.content.kind : 'trigger');

export type CallWorld = ReturnType<typeof setUp>;
