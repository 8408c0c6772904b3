import { beforeEach, describe, expect, it } from 'vitest';
import type { WebhookAnswer } from '../../../../domain/channels/presets/preset.ts';
import type { Message } from '../../../../domain/messages/message.ts';
import { ADA } from '../../../support/stored-alert.ts';
import { answered, type CallWorld, HOOK, jobOf, kindOf, START, setUp, several } from './call-world.ts';

const zip = (messages: readonly Message[], answers: readonly WebhookAnswer[]) =>
  answers.flatMap((answer, i) => {
    const message = messages[i];
    return message ? [[message, answer] as const] : [];
  });

let set: CallWorld;
beforeEach(() => {
  set = setUp();
});

describe('a receiver that refuses', () => {
  it('fails the delivery at once, and is called for the next one', async () => {
    const { give, job, world, delivery, webhook } = set;
    world.answer = answered(400, 'chat not found');
    await give(job);
    expect(delivery()).toMatchObject({
      ...{ state: 'failed', detail: 'it does not understand the message (400: chat not found)', attempts: 1 },
    });
    expect(world.queued).toEqual([]);
    expect(webhook()).toMatchObject({ state: 'active', failures: 1 });
  });

  it('is reported to its owner by mail, with what was not delivered and why', async () => {
    const { give, job, world } = set;
    world.answer = answered(403, 'no');
    await give(job);
    expect(world.notices).toMatchObject([
      {
        person: ADA,
        content: {
          kind: 'channel-refused',
          webhookId: HOOK.id,
          host: 'hooks.example.com',
          detail: 'it does not allow these calls (403: no)',
          undelivered: 'BTCUSDT crossed above 65,000 (65,001.2)',
          newAddress: null,
        },
        deliveries: { email: { state: 'queued' } },
      },
    ]);
  });

  it('and has moved is not followed: its owner gets the new address', async () => {
    const { give, job, world } = set;
    world.answer = answered(308, '', { location: 'https://new.example.com/in' });
    await give(job);
    expect(world.notices).toMatchObject([{ content: { newAddress: 'https://new.example.com/in' } }]);
    expect(world.calls).toHaveLength(1);
  });

  it('with 410 is switched off at once', async () => {
    const { give, job, world, delivery, webhook } = set;
    world.answer = answered(410);
    await give(job);
    expect(delivery()).toMatchObject({ state: 'failed', detail: 'it is gone for good (410)' });
    expect(webhook()).toMatchObject({ state: 'disabled', at: START, detail: 'it is gone for good (410)' });
    expect(world.notices).toHaveLength(1);
  });

  it('ten deliveries in a row is switched off; the first refusal and the switch-off each cause a notice', async () => {
    const messages = several(11);
    const { give, world, webhook, deps } = setUp(messages);
    world.answer = answered(404);
    for (const message of messages.slice(0, 9)) await give(jobOf(message));
    expect(webhook()?.state).toBe('active');
    for (const message of messages.slice(9)) await give(jobOf(message));
    expect(world.calls).toHaveLength(10);
    expect(webhook()).toMatchObject({
      state: 'disabled',
      detail: '10 refusals in a row: nothing is at this address (404)',
    });
    expect(world.notices.map(kindOf)).toEqual(['channel-refused', 'channel-disabled']);
    expect(deps.log.messages()).toContain('webhook switched off');
  });

  it('every alert is reported once, until it has worked again', async () => {
    const messages = several(7);
    const { give, world } = setUp(messages);
    for (const [i, message] of messages.entries()) {
      world.now += 1_000;
      world.answer = answered(i === 3 ? 200 : 404);
      await give(jobOf(message));
    }
    expect(world.notices.map(kindOf)).toEqual(['channel-refused', 'channel-refused']);
  });

  it('is shown with its last result, the reason and the time', async () => {
    const messages = several(3);
    const { give, world, webhook } = setUp(messages);
    const results = [];
    for (const [message, answer] of zip(messages, [answered(200), answered(503), answered(404)])) {
      world.now += 1_000;
      world.answer = answer;
      await give(jobOf(message));
      results.push(webhook()?.lastResult);
    }
    expect(results).toEqual([
      { result: 'sent', at: START + 1_000, detail: 'it took the message (200)' },
      { result: 'unavailable', at: START + 2_000, detail: 'it has a failure of its own (503)' },
      { result: 'refused', at: START + 3_000, detail: 'nothing is at this address (404)' },
    ]);
  });

  it('nine deliveries, takes one and refuses nine more stays on', async () => {
    const messages = several(19);
    const { give, world, webhook } = setUp(messages);
    for (const [i, message] of messages.entries()) {
      world.answer = answered(i === 9 ? 200 : 404);
      await give(jobOf(message));
    }
    expect(webhook()).toMatchObject({ state: 'active', failures: 9 });
  });

  it('several at once with 410 causes one notice', async () => {
    const messages = several(5);
    const { give, world } = setUp(messages);
    world.answer = answered(410);
    world.duringCall = () => {
      world.now += 7;
    };
    await give(...messages.map(jobOf));
    // as many as are called at once
    expect(world.calls).toHaveLength(4);
    expect(world.notices).toHaveLength(1);
  });
});

describe('a group of Telegram that became a supergroup', () => {
  it('gets the message by its new id, and keeps it for the next one', async () => {
    const { give, job, world, held, delivery, webhook } = set;
    held.webhooks.set(`${ADA} ${HOOK.id}`, { ...HOOK, preset: 'telegram', chatId: '-5' });
    const body = JSON.stringify({ ok: false, error_code: 400, parameters: { migrate_to_chat_id: -1001557912345 } });
    world.answer = answered(400, 'group chat was upgraded', { body });
    await give(job);
    expect(delivery()).toMatchObject({ state: 'queued' });
    expect(webhook()).toMatchObject({ id: HOOK.id, chatId: '-1001557912345', state: 'active', failures: 0 });
    expect(webhook()?.lastResult).toMatchObject({ result: 'moved', detail: expect.stringContaining('-1001557912345') });
    world.now += world.queued.at(-1)?.delayMs ?? 0;
    world.answer = answered(200);
    await give(job);
    expect(JSON.parse(String(world.calls.at(-1)?.body))).toMatchObject({ chat_id: '-1001557912345' });
    expect(delivery().state).toBe('sent');
    expect(world.notices).toEqual([]);
  });
});
