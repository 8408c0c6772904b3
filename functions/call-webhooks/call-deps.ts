import type { DeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import type { WebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import type { SendDeps } from '../../adapters/http/send-to-webhook.ts';
import type { Log } from '../../adapters/log.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
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
    | 'takeSlot'
    | 'pause'
    | 'moveChat'
  >;
  /** the queue that the job came from */
  readonly jobs: { send(job: DeliveryJob, delayMs: number, person: string): Promise<void> };
  readonly outbox: { put(message: Message): Promise<void> };
  readonly log: Log;
  /** from 0 to 1 */
  readonly random: () => number;
}
