import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import type { Link } from '../../domain/link.ts';
import { createCandleTable } from '../adapters/candle-table.ts';
import { makeDocumentClient, makeMailClient, makeQueueClient } from '../adapters/clients.ts';
import { createEmailSender } from '../adapters/email-sender.ts';
import { createLedger } from '../adapters/ledger.ts';
import { createLinkTokens } from '../adapters/link-tokens.ts';
import { log } from '../adapters/log.ts';
import { createMailLane } from '../adapters/mail-lane.ts';
import { createMailLog } from '../adapters/mail-log.ts';
import { createMarketTable } from '../adapters/market-table.ts';
import { createMessageQueue } from '../adapters/message-queue.ts';
import { createPersonTable } from '../adapters/person-table.ts';
import { createPriceDecimals } from '../adapters/price-decimals.ts';
import { deliverOrders } from './deliver-orders.ts';
import { environmentSchema } from './environment.ts';
import type { MailNeeds } from './mail-needs.ts';

const environment = environmentSchema.parse(process.env);
const { TRIGGERS_TABLE, PEOPLE_TABLE, MAIL_FROM, MAIL_REPLY_TO, CONFIGURATION_SET } = environment;
const documents = makeDocumentClient();
const links = createLinkTokens(documents, PEOPLE_TABLE);
const needs: MailNeeds = {
  ledger: createLedger(documents, TRIGGERS_TABLE),
  lane: createMailLane(documents, PEOPLE_TABLE),
  people: createPersonTable(documents, PEOPLE_TABLE),
  mailLog: createMailLog(documents, TRIGGERS_TABLE),
  email: createEmailSender(makeMailClient(), {
    from: MAIL_FROM,
    replyTo: MAIL_REPLY_TO,
    configurationSet: CONFIGURATION_SET,
  }),
  queue: createMessageQueue(makeQueueClient(), environment.MAILS_QUEUE_URL),
  market: createPriceDecimals(createMarketTable(documents, environment.MARKET_TABLE), Date.now),
  candles: createCandleTable(documents, environment.CANDLES_TABLE),
  makeLink: (link: Link) => links.makeLink(link, Date.now()),
  publicUrl: environment.PUBLIC_URL,
  makeMailId: ulid,
  log,
  now: Date.now,
};

export const handler = (event: SQSEvent): Promise<SQSBatchResponse> => deliverOrders(event, needs);
