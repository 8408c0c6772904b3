// the package does not export it
import { SqsQueue } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { createFairOrder, type FairOrder } from './fair-order.ts';

const orders = new WeakMap<SqsQueue, FairOrder>();

function orderOf(queue: SqsQueue): FairOrder {
  const order = orders.get(queue) ?? createFairOrder();
  orders.set(queue, order);
  return order;
}

let isFair = false;

/**
 * Makes `fauxqs` give out the messages of standard queues in the order of a fair queue. It takes them from the front of a list, so the
 * next one is put there. What is in flight is forgotten when the engine ends.
 */
export function giveOutFairly(): void {
  if (isFair) return;
  isFair = true;
  const { dequeue, deleteMessage } = SqsQueue.prototype;

  SqsQueue.prototype.dequeue = function dequeueFairly(maxCount, visibilityS, findDeadLetters) {
    if (this.isFifo()) return dequeue.call(this, maxCount, visibilityS, findDeadLetters);
    this.processTimers();
    const visibilityMs = (visibilityS ?? Number(this.attributes.VisibilityTimeout)) * 1_000;
    const received: ReturnType<typeof dequeue> = [];
    while (received.length < maxCount) {
      const now = Date.now();
      const index = orderOf(this).take(this.messages, { now, visibilityMs });
      if (index === undefined) break;
      const [next] = this.messages.splice(index, 1);
      if (!next) break;
      this.messages.unshift(next);
      const given = dequeue.call(this, 1, visibilityS, findDeadLetters);
      // unless that was its last receive, and it is among the dead letters
      if (!given.some(({ MessageId }) => MessageId === next.messageId)) orderOf(this).finish(next.messageId, now);
      received.push(...given);
    }
    return received;
  };

  SqsQueue.prototype.deleteMessage = function deleteFairly(receiptHandle) {
    const id = this.inflightMessages.get(receiptHandle)?.message.messageId;
    if (id !== undefined) orderOf(this).finish(id, Date.now());
    return deleteMessage.call(this, receiptHandle);
  };
}
