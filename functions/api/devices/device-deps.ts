import type { PersonTable } from '../../../adapters/dynamodb/people/person-table.ts';
import type { PushKey } from '../../../adapters/dynamodb/people/push-key.ts';
import type { RateTable } from '../../../adapters/dynamodb/people/rate-table.ts';
import type { WebhookTable } from '../../../adapters/dynamodb/people/webhook-table.ts';
import type { WriteAll } from '../../../adapters/dynamodb/write-transaction.ts';
import type { PushSender } from '../../../adapters/http/push-request.ts';
import type { WebhookCaller } from '../../../adapters/http/webhook-caller.ts';
import type { Limits } from '../../../domain/people/limits.ts';

/** What the endpoints of devices, and of the tests of webhooks, work with: nothing of an alert. */
export interface DeviceDeps {
  readonly people: PersonTable;
  readonly webhooks: WebhookTable;
  readonly rates: Pick<RateTable, 'take'>;
  readonly writeAll: WriteAll;
  /** calls addresses that people gave */
  readonly webhookCaller: WebhookCaller;
  readonly push: PushSender & { readonly key: PushKey };
  /** of each person */
  readonly limits: Pick<Limits, 'writesPerMinute'>;
  /** own clock, ms */
  readonly now: () => number;
}
