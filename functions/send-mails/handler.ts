import type { SQSEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { makeDocumentClient, makeMailClient, makeQueueClient } from '../../adapters/clients.ts';
import { createCandleTable } from '../../adapters/dynamodb/market/candle-table.ts';
import { createMarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { createPriceDecimals } from '../../adapters/dynamodb/market/price-decimals.ts';
import { createDeliveryCounts } from '../../adapters/dynamodb/messages/delivery-counts.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createLinkTokens } from '../../adapters/dynamodb/messages/link-tokens.ts';
import { createMailLog } from '../../adapters/dynamodb/messages/mail-log.ts';
import { createMailThrottleTable } from '../../adapters/dynamodb/messages/mail-throttle-table.ts';
import { createWaitingMessages } from '../../adapters/dynamodb/messages/waiting-messages.ts';
import { createWakeUpTable } from '../../adapters/dynamodb/messages/wake-up-table.ts';
import { createPersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import { log } from '../../adapters/log.ts';
import { createEmailSender } from '../../adapters/mail/email-sender.ts';
import { createMessageQueue } from '../../adapters/queues/message-queue.ts';
import { createQuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { createWakeUps } from '../../adapters/queues/wake-ups.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import type { Link } from '../../domain/people/link.ts';
import { environmentSchema } from './environment.ts';
import type { MailDeps } from './mail-deps.ts';
import { runMailJobs } from './run-mail-jobs.ts';

const environment = environmentSchema.parse(process.env);
const { TRIGGERS_TABLE, PEOPLE_TABLE, MAIL_FROM, MAIL_REPLY_TO, CONFIGURATION_SET } = environment;
const documents = makeDocumentClient();
const counts = createDeliveryCounts(documents, TRIGGERS_TABLE, log);
const queues = makeQueueClient();
const links = createLinkTokens(documents, PEOPLE_TABLE);
const deps: MailDeps = {
  deliveryLog: createDeliveryLog(documents, TRIGGERS_TABLE, counts.count),
  throttle: createMailThrottleTable(documents, PEOPLE_TABLE),
  waiting: createWaitingMessages(documents, PEOPLE_TABLE),
  people: createPersonTable(documents, PEOPLE_TABLE),
  mailLog: createMailLog(documents, TRIGGERS_TABLE),
  email: createEmailSender(makeMailClient(), {
    from: MAIL_FROM,
    replyTo: MAIL_REPLY_TO,
    configurationSet: CONFIGURATION_SET,
  }),
  wakeUps: createWakeUps({
    table: createWakeUpTable(documents, PEOPLE_TABLE),
    queue: createMessageQueue(queues, environment.MAILS_QUEUE_URL),
    now: Date.now,
  }),
  market: createPriceDecimals(createMarketTable(documents, environment.MARKET_TABLE), Date.now),
  candles: createCandleTable(documents, environment.CANDLES_TABLE),
  makeLink: (link: Link) => links.makeLink(link, Date.now()),
  publicUrl: environment.PUBLIC_URL,
  makeMailId: ulid,
  quarantineQueue: createQuarantineQueue(queues, environment.SET_ASIDE_QUEUE_URL),
  log,
  now: Date.now,
};

export const handler = withRequestId((event: SQSEvent) => runMailJobs(event, deps));
