import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { moveMessages } from '../../local/move-messages.ts';
import { type RunningEngines, runEngines } from './run-engines.ts';

let engines: RunningEngines;
beforeAll(async () => {
  engines = await runEngines();
});
afterAll(() => engines?.stop());

const urlOf = (name: string) => `${engines.endpoints.queues}/000000000000/${name}`;

it('dead letters are moved back to their queue, all of them, each once and in its group', async () => {
  const { queues } = engines.clients;
  for (const QueueName of ['Queue', 'Dead']) await queues.send(new CreateQueueCommand({ QueueName }));
  const bodies = Array.from({ length: 25 }, (_, index) => `order ${index}`);
  for (const MessageBody of bodies) {
    await queues.send(
      new SendMessageCommand({ QueueUrl: urlOf('Dead'), MessageBody, MessageGroupId: `of ${MessageBody}` }),
    );
  }

  const pair = { from: urlOf('Dead'), to: urlOf('Queue') };
  expect(await moveMessages(queues, pair)).toBe(25);
  expect(await moveMessages(queues, pair)).toBe(0);

  const back: string[] = [];
  for (let empty = false; !empty; ) {
    const receive = new ReceiveMessageCommand({
      QueueUrl: urlOf('Queue'),
      MaxNumberOfMessages: 10,
      AttributeNames: ['All'],
    });
    const { Messages = [] } = await queues.send(receive);
    back.push(...Messages.map(({ Body = '' }) => Body));
    for (const { Body, Attributes } of Messages) expect(Attributes?.MessageGroupId).toBe(`of ${Body}`);
    empty = Messages.length === 0;
  }
  expect(back.toSorted()).toEqual(bodies.toSorted());
});
