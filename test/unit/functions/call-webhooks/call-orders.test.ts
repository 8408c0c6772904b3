import { beforeEach, describe, expect, it } from 'vitest';
import { type DeliveryOrder, queuedDelivery } from '../../../../domain/delivery.ts';
import { isNotice, type Message } from '../../../../domain/message.ts';
import type { WebhookAnswer } from '../../../../domain/webhook-retry.ts';
import type { WebhookCall } from '../../../../functions/adapters/webhook-caller.ts';
import { callOrders } from '../../../../functions/call-webhooks/call-orders.ts';
import { memoryLedger } from '../../build/memory-ledger.ts';
import { buildWebhook, type HeldWebhooks, memoryWebhooks } from '../../build/memory-webhooks.ts';
import { buildQueueEvent } from '../../build/queue-event.ts';
import { recordedLog } from '../../build/recorded-log.ts';
import { ADA } from '../../build/stored-alert.ts';
import { buildTrigger } from '../../build/triggers.ts';

const START = Date.UTC(2026, 10, 22, 9);
const MINUTE = 60_000;
const HOOK = buildWebhook({ at: START - 1_000_000 });
const CHANNEL = `webhook:${HOOK.id}`;
const NONE_FAILED = { batchItemFailures: [] };

const answered = (status: number, text = ''): WebhookAnswer => ({
  kind: 'answered',
  status,
  retryAfterMs: null,
  text,
});
const SILENT: WebhookAnswer = { kind: 'no-answer', detail: 'no answer in time' };

function buildMessage(fields: Partial<ReturnType<typeof buildTrigger>> = {}) {
  const deliveries = { [CHANNEL]: queuedDelivery(CHANNEL, START) };
  return buildTrigger({ channels: [{ type: 'webhook', id: HOOK.id }], dispatchedAt: START, deliveries, ...fields });
}

/** The function over a ledger, webhooks and queues in memory; the receiver answers as told, at an instant as told. */
function setUp(messages: readonly Message[] = [buildMessage()]) {
  const held: HeldWebhooks = { webhooks: new Map([[`${ADA} ${HOOK.id}`, HOOK]]), webhookSecrets: new Map() };
  const rows = new Map(messages.map((message) => [message.id, message]));
  const ledger = memoryLedger(rows);
  const world = {
    now: START,
    answer: answered(204),
    calls: [] as WebhookCall[],
    ordered: [] as { order: DeliveryOrder; delayMs: number }[],
    notices: [] as Message[],
    /** called while the receiver has the request */
    duringCall: () => {},
  };
  const needs = {
    ledger,
    webhooks: memoryWebhooks(held),
    caller: {
      call: async (call: WebhookCall) => {
        world.calls.push(call);
        world.duringCall();
        return world.answer;
      },
    },
    orders: { send: async (order: DeliveryOrder, delayMs: number) => void world.ordered.push({ order, delayMs }) },
    outbox: {
      put: async (message: Message) => {
        if (!rows.has(message.id)) world.notices.push(message);
        rows.set(message.id, message);
      },
    },
    log: recordedLog(),
    now: () => world.now,
  };
  const [message] = messages;
  const order = { messageId: message?.id ?? '', channel: CHANNEL };
  const give = (...bodies: readonly unknown[]) =>
    callOrders(buildQueueEvent(bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body)))), needs);
  const webhook = () => held.webhooks.get(`${ADA} ${HOOK.id}`);
  return { world, needs, order, give, delivery: () => ledger.deliveryOf(order), webhook, held };
}

type World = ReturnType<typeof setUp>;
let set: World;
beforeEach(() => {
  set = setUp();
});

describe('an order', () => {
  it('that a receiver takes is sent, signed, and told so in the ledger', async () => {
    const { give, order, world, delivery } = set;
    expect(await give(order)).toEqual(NONE_FAILED);
    expect(world.calls).toMatchObject([{ url: HOOK.url, headers: { 'webhook-id': expect.stringMatching(/^msg_/) } }]);
    expect(JSON.parse(world.calls[0]?.body ?? '')).toMatchObject({ type: 'trigger.fired' });
    expect(delivery()).toMatchObject({ state: 'sent', detail: '204', attempts: 1, at: START });
    expect(world.ordered).toEqual([]);
  });

  it('of what is told already ends, and calls nobody', async () => {
    const { give, order, world } = set;
    await give(order);
    expect(await give(order, order)).toEqual(NONE_FAILED);
    expect(world.calls).toHaveLength(1);
  });

  it('that comes twice at once calls once', async () => {
    const { give, order, world, delivery } = set;
    expect(await give(order, order)).toEqual(NONE_FAILED);
    expect(world.calls).toHaveLength(1);
    expect(delivery().state).toBe('sent');
    // whoever found the claim taken looks again when it is over: its holder may end
    expect(world.ordered).toEqual([{ order, delayMs: 40_001 }]);
  });

  it('that can not be read, or names nothing, goes back alone', async () => {
    const { give, order, world } = set;
    const nobody = { ...order, messageId: 'BTCUSDT-0-X@1' };
    const other = { ...order, channel: 'webhook:other' };
    const mail = { ...order, channel: 'email' };
    const answer = await give('not json', { a: 1 }, nobody, other, mail, order);
    const failed = ['m0', 'm1', 'm2', 'm3', 'm4'].map((itemIdentifier) => ({ itemIdentifier }));
    expect(answer).toEqual({ batchItemFailures: failed });
    expect(world.calls).toHaveLength(1);
  });

  it('goes back when a table can not be reached, and the claim keeps the call from being made twice', async () => {
    const { give, order, world, needs } = set;
    needs.webhooks.read = () => Promise.reject(new Error('throttled'));
    expect(await give(order)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(world.calls).toEqual([]);
  });
});

describe('a receiver that is not well', () => {
  it('is called again after growing pauses, each in an order of its own', async () => {
    const { give, order, world, delivery } = set;
    world.answer = answered(503, 'closed');
    const pauses: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      await give(order);
      expect(delivery()).toMatchObject({ state: 'queued', detail: '503: closed', attempts: i + 1, isRepeat: false });
      const { delayMs } = world.ordered.at(-1) ?? { delayMs: 0 };
      pauses.push(delayMs);
      world.now += delayMs;
    }
    expect(pauses).toEqual([5_000, 30_000, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 15 * MINUTE, 15 * MINUTE]);
    world.answer = answered(200);
    await give(order);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 8 });
    expect(new Set(world.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(world.calls.map(({ body }) => body)).size).toBe(1);
  });

  it('is not called more often because an order came twice', async () => {
    const { give, order, world } = set;
    world.answer = answered(500);
    await give(order);
    world.now += 2_000;
    await give(order);
    expect(world.calls).toHaveLength(1);
    expect(world.ordered.at(-1)).toEqual({ order, delayMs: 3_000 });
  });

  it('and asks to be left alone is, within bounds', async () => {
    const { give, order, world } = set;
    world.answer = { kind: 'answered', status: 429, retryAfterMs: 60_000, text: '' };
    await give(order);
    expect(world.ordered).toEqual([{ order, delayMs: 60_000 }]);
  });

  it('and did not answer may have it: the delivery is uncertain, and the next attempt is a repeat', async () => {
    const { give, order, world, delivery } = set;
    world.answer = SILENT;
    await give(order);
    expect(delivery()).toMatchObject({ state: 'uncertain', detail: 'no answer in time', isRepeat: true });
    world.now += 5_000;
    world.answer = answered(200);
    await give(order);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 2, isRepeat: true });
  });

  it('for a day has failed, is switched off, and its owner gets one notice by mail', async () => {
    const { give, order, world, delivery, webhook } = set;
    world.answer = answered(500, 'broken');
    for (let orders = 0; orders < 200 && delivery().state !== 'failed'; orders += 1) {
      await give(order);
      world.now += world.ordered.at(-1)?.delayMs ?? 0;
    }
    expect(world.now - START).toBeGreaterThanOrEqual(24 * 60 * MINUTE);
    expect(delivery().detail).toMatch(/^given up after 101 attempts: 500: broken$/);
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

describe('a receiver that refuses', () => {
  it('fails the delivery at once, and is called for the next one', async () => {
    const { give, order, world, delivery, webhook } = set;
    world.answer = answered(400, 'chat not found');
    await give(order);
    expect(delivery()).toMatchObject({ state: 'failed', detail: '400: chat not found', attempts: 1 });
    expect(world.ordered).toEqual([]);
    expect(webhook()).toMatchObject({ state: 'active', failures: 1 });
    expect(world.notices).toEqual([]);
  });

  it('with 410 is switched off at once', async () => {
    const { give, order, world, delivery, webhook } = set;
    world.answer = answered(410);
    await give(order);
    expect(delivery()).toMatchObject({ state: 'failed', detail: '410' });
    expect(webhook()).toMatchObject({ state: 'disabled', at: START, detail: '410' });
    expect(world.notices).toHaveLength(1);
  });

  const several = (count: number) =>
    Array.from({ length: count }, (_, i) => buildMessage({ id: buildTrigger().id.replace(/@\d{2}/, `@${10 + i}`) }));
  const orderOf = ({ id: messageId }: Message) => ({ messageId, channel: CHANNEL });

  it('ten deliveries in a row is switched off, with one notice', async () => {
    const messages = several(11);
    const { give, world, webhook, needs } = setUp(messages);
    world.answer = answered(404);
    for (const message of messages.slice(0, 9)) await give(orderOf(message));
    expect(webhook()?.state).toBe('active');
    for (const message of messages.slice(9)) await give(orderOf(message));
    expect(world.calls).toHaveLength(10);
    expect(webhook()).toMatchObject({ state: 'disabled', detail: '10 refusals in a row: 404' });
    expect(world.notices).toHaveLength(1);
    expect(needs.log.messages()).toContain('webhook switched off');
  });

  it('nine deliveries, takes one and refuses nine is not', async () => {
    const messages = several(19);
    const { give, world, webhook } = setUp(messages);
    for (const [i, message] of messages.entries()) {
      world.answer = answered(i === 9 ? 200 : 404);
      await give(orderOf(message));
    }
    expect(webhook()).toMatchObject({ state: 'active', failures: 9 });
  });

  it('several at once with 410 is told of once', async () => {
    const messages = several(5);
    const { give, world } = setUp(messages);
    world.answer = answered(410);
    world.duringCall = () => {
      world.now += 7;
    };
    await give(...messages.map(orderOf));
    expect(world.calls).toHaveLength(5);
    expect(world.notices).toHaveLength(1);
  });
});

describe('a webhook that is switched off', () => {
  it('is not called: the delivery is suppressed, and says why', async () => {
    const { give, order, world, delivery, held } = set;
    held.webhooks.set(`${ADA} ${HOOK.id}`, { ...HOOK, state: 'disabled', detail: '410' });
    expect(await give(order)).toEqual(NONE_FAILED);
    expect(delivery()).toMatchObject({ state: 'suppressed', detail: 'the webhook is switched off: 410' });
    expect(world.calls).toEqual([]);
  });

  it('or is not kept any more, neither', async () => {
    const { give, order, delivery, held } = set;
    held.webhooks.clear();
    await give(order);
    expect(delivery()).toMatchObject({ state: 'suppressed', detail: 'the webhook is not kept' });
  });

  it('after an attempt without an answer leaves it uncertain: it may have been told', async () => {
    const { give, order, world, delivery, held } = set;
    world.answer = SILENT;
    await give(order);
    held.webhooks.set(`${ADA} ${HOOK.id}`, { ...HOOK, state: 'disabled', detail: 'switched off by you' });
    world.now += 5_000;
    await give(order);
    expect(delivery()).toMatchObject({ state: 'uncertain', detail: 'no answer in time' });
    expect(world.ordered).toHaveLength(1);
    expect(world.calls).toHaveLength(1);
  });

  it('while it is called stays as its owner has set it', async () => {
    const { give, order, world, held, webhook } = set;
    world.answer = answered(410);
    world.duringCall = () => held.webhooks.set(`${ADA} ${HOOK.id}`, { ...HOOK, at: START, detail: 'anew' });
    await give(order);
    expect(webhook()).toMatchObject({ state: 'active', at: START });
  });
});

describe('a webhook that is removed while it is called', () => {
  it('and refuses leaves a delivery that has failed, and no notice', async () => {
    const { give, order, world, held, delivery } = set;
    world.answer = answered(410);
    world.duringCall = () => held.webhooks.delete(`${ADA} ${HOOK.id}`);
    expect(await give(order)).toEqual(NONE_FAILED);
    expect(delivery()).toMatchObject({ state: 'failed', detail: '410' });
    expect(world.notices).toEqual([]);
  });
});

describe('a sender that ended', () => {
  it('in the middle of a call is followed by another one, at once when its claim is over', async () => {
    const { give, order, world, needs, delivery } = set;
    await needs.ledger.change(order, { kind: 'claim', at: START, mailId: null, waitMs: 0 });
    world.now = START + 10_000;
    await give(order);
    expect(world.calls).toEqual([]);
    expect(world.ordered).toEqual([{ order, delayMs: 30_001 }]);
    world.now = START + 40_001;
    await give(order);
    expect(world.calls).toHaveLength(1);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 2, isRepeat: true });
  });

  it('before its next order was sent leaves the old one, which goes on', async () => {
    const { give, order, world, needs, delivery } = set;
    world.answer = answered(500);
    const { send } = needs.orders;
    needs.orders.send = () => Promise.reject(new Error('no queue'));
    expect(await give(order)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    needs.orders.send = send;
    world.now += 60_000;
    world.answer = answered(200);
    await give(order);
    expect(delivery()).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('before it recorded a refusal finds the notice told already', async () => {
    const { give, order, world, needs, delivery } = set;
    world.answer = answered(410);
    const { change } = needs.ledger;
    needs.ledger.change = (it, event) =>
      event.kind === 'refused' ? Promise.reject(new Error('no table')) : change(it, event);
    expect(await give(order)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    needs.ledger.change = change;
    world.now += 60_000;
    await give(order);
    expect(delivery().state).toBe('uncertain');
    expect(world.calls).toHaveLength(1);
    expect(world.notices).toHaveLength(1);
  });
});
