import type { DeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import type { WaitingCalls } from '../../adapters/dynamodb/messages/waiting-calls.ts';
import type { WebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import type { SendDeps } from '../../adapters/http/send-to-webhook.ts';
import type { Log } from '../../adapters/log.ts';
import type { QuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import type { WakeUps } from '../../adapters/queues/wake-ups.ts';
import type { WebhookOutbox } from '../../adapters/queues/webhook-outbox.ts';
import type { Message } from '../../domain/messages/message.ts';

export interface CallDeps extends SendDeps {
  readonly deliveryLog: Pick<DeliveryLog, 'read' | 'change'>;
  readonly webhooks: Pick<
    WebhookTable,
    | 'read'
    | 'secretOf'
    | 'disable'
    | 'recordResult'
    | 'countSlowCall'
    | 'endSlowCalls'
    | 'takeTurn'
    | 'pause'
    | 'moveChat'
    | 'forget'
  >;
  readonly calls: Pick<WaitingCalls, 'read' | 'remove' | 'postpone'>;
  readonly wakeUps: Pick<WakeUps, 'recordArrived'>;
  /** the queue that the jobs came from */
  readonly webhookOutbox: WebhookOutbox;
  readonly outbox: { put(message: Message): Promise<void> };
  readonly quarantineQueue: Pick<QuarantineQueue, 'quarantine'>;
  /** of the page, without a slash at its end: placeholders lead there */
  readonly publicUrl: string;
  readonly log: Log;
}
