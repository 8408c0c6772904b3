import type { SQSEvent } from 'aws-lambda';
import type { BatchResponse } from '../../adapters/batch.ts';
import { makeDocumentClient } from '../../adapters/clients.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createMailLog } from '../../adapters/dynamodb/messages/mail-log.ts';
import { createPersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import { log } from '../../adapters/log.ts';
import { environmentSchema } from './environment.ts';
import { recordEvents } from './record-events.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const mails = createMailLog(documents, environment.TRIGGERS_TABLE);
const deliveryLog = createDeliveryLog(documents, environment.TRIGGERS_TABLE);
const people = createPersonTable(documents, environment.PEOPLE_TABLE);

export const handler = (event: SQSEvent): Promise<BatchResponse> =>
  recordEvents(event, { mails, deliveryLog, people, log, now: Date.now });
