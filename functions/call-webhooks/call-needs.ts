import type { DeliveryOrder } from '../../domain/delivery.ts';
import type { Message } from '../../domain/message.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { Log } from '../adapters/log.ts';
import type { SendDeps } from '../adapters/send-to-webhook.ts';
import type { WebhookTable } from '../adapters/webhook-table.ts';

export interface CallNeeds extends SendDeps {
  readonly ledger: Pick<Ledger, 'read' | 'change'>;
  readonly webhooks: Pick<
    WebhookTable,
    'read' | 'secretOf' | 'disable' | 'recordResult' | 'takeSlot' | 'pause' | 'moveChat'
  >;
  /** the queue that the order came from */
  readonly orders: { send(order: DeliveryOrder, delayMs: number): Promise<void> };
  readonly outbox: { put(message: Message): Promise<void> };
  readonly log: Log;
  /** from 0 to 1 */
  readonly random: () => number;
}
