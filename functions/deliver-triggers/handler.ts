import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { makeDocumentClient, makeMailClient } from '../adapters/clients.ts';
import { createEmailSender } from '../adapters/email-sender.ts';
import { log } from '../adapters/log.ts';
import { createPersonTable } from '../adapters/person-table.ts';
import { createTriggerTable } from '../adapters/trigger-table.ts';
import { deliverOrders } from './deliver-orders.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const triggers = createTriggerTable(documents, environment.TRIGGERS_TABLE);
const people = createPersonTable(documents, environment.PEOPLE_TABLE);
const email = createEmailSender(makeMailClient(), environment.MAIL_FROM);

export const handler = (event: SQSEvent): Promise<SQSBatchResponse> =>
  deliverOrders(event, { triggers, people, email, log, now: Date.now });
