import type { DeliveryCountTable } from '../../../adapters/dynamodb/messages/delivery-counts.ts';
import type { QueueDepths } from '../../../adapters/queues/queue-depths.ts';

/** What the endpoint for whoever looks after the system works with. */
export interface OperatorDeps {
  readonly counts: Pick<DeliveryCountTable, 'read'>;
  readonly depths: QueueDepths;
  readonly queues: readonly { readonly name: string; readonly url: string; readonly deadUrl: string | null }[];
  /** own clock, ms */
  readonly now: () => number;
}
