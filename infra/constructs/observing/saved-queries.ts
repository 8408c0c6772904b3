import { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import type { LogSource } from './log-groups.ts';
import { type SavedQuery, saveQuery } from './saved-query.ts';

const FUNCTIONS_OF_MESSAGES: readonly LogSource[] = [
  'EvaluateTicks',
  'DispatchMessages',
  'NotifyOutages',
  'SendMails',
  'CallWebhooks',
  'RecordMailEvents',
];
const PROGRAMS: readonly LogSource[] = [
  ...FUNCTIONS_OF_MESSAGES,
  'JoinGroups',
  'Api',
  'Batches',
  'Devices',
  'Market',
  'Operator',
  'Preview',
  'LiveSocket',
  'PushPrices',
  'Ingest',
];

/** docs/runbook.md says what each answers. Words in capitals are to be replaced. */
export const SAVED_QUERIES = {
  OneAlert: {
    title: 'alert: what was logged of ALERT-ID',
    reads: FUNCTIONS_OF_MESSAGES,
    filters: ['@message like "ALERT-ID"'],
    fields: ['message', 'reason', 'fault', 'delayMs', 'outcome', 'kind', 'detail'],
    sort: '@timestamp asc',
  },
  OneCoin: {
    title: 'coin: what was missed or late of SYMBOL',
    reads: ['Ingest', 'EvaluateTicks'],
    filters: ['symbol = "SYMBOL"'],
    fields: ['message', 'firstTradeId', 'lastTradeId', 'from', 'to', 'reason', 'cause', 'since', 'lagMs', 'error'],
    sort: '@timestamp asc',
  },
  LagByCoin: {
    title: 'coins: lag by coin',
    reads: ['Ingest'],
    messages: ['trades of a coin were published late'],
    stats: 'max(lagMs) as longestMs, count(*) as minutes by symbol',
    sort: 'longestMs desc',
  },
  SlowestDeliveries: {
    title: 'deliveries: the slowest',
    reads: ['SendMails', 'CallWebhooks'],
    messages: ['mail', 'webhook called'],
    fields: ['message', 'delayMs', 'outcome', 'kind', 'detail', 'messageId', 'messageIds.0', 'messages', 'attempts'],
    sort: 'delayMs desc',
  },
  SlowRequests: {
    title: 'requests: slow or failed',
    reads: ['Api', 'Batches', 'Devices', 'Market', 'Operator', 'Preview'],
    messages: ['request slow or failed', 'request failed'],
    fields: [
      'routeKey',
      'status',
      'ms',
      'isFirst',
      'callCount',
      'calls.0.call',
      'calls.0.tables.0',
      'calls.0.ms',
      'error',
      'detail',
      'gatewayRequestId',
      'requestId',
    ],
    sort: '@timestamp desc',
  },
  OneRequest: {
    title: 'request: all lines of REQUEST-ID',
    reads: ['HttpAccess', 'Api', 'Batches', 'Devices', 'Market', 'Operator', 'Preview'],
    filters: ['requestId = "REQUEST-ID" or gatewayRequestId = "REQUEST-ID"'],
    fields: ['@message'],
    sort: '@timestamp asc',
  },
  Quarantined: {
    title: 'records: quarantined',
    reads: PROGRAMS,
    messages: [
      'record is no tick, quarantined',
      'tick can not be judged, quarantined',
      'change of an alert can not be read, quarantined',
      'outage can not be read, quarantined',
      'delivery can not be read, quarantined',
      'malformed frame',
    ],
    fields: ['message', 'source', 'record', 'symbol', 'fault', 'error'],
    sort: '@timestamp desc',
  },
  Errors: {
    title: 'errors: by message',
    reads: [...PROGRAMS, 'RunCanary'],
    filters: ['level = "ERROR"'],
    stats: 'count(*) as lines, max(@timestamp) as last by message, error',
    sort: 'lines desc',
  },
} as const satisfies Record<string, SavedQuery>;

/** They cost nothing until somebody asks: 0.0057 USD for a GB of log. The emulator has none. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { emulator, canary }: Pick<Config, 'emulator' | 'canary'>) {
    super(scope, id);
    if (emulator) return;
    for (const [name, query] of Object.entries(SAVED_QUERIES)) {
      const reads = query.reads.filter((source) => canary || source !== 'RunCanary');
      saveQuery(this, name, { ...query, reads });
    }
  }
}
