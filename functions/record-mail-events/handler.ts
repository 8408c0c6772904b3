import type { SQSEvent } from 'aws-lambda';
import { makeDocumentClient } from '../../adapters/clients.ts';
import { createDeliveryCounts } from '../../adapters/dynamodb/messages/delivery-counts.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createMailLog } from '../../adapters/dynamodb/messages/mail-log.ts';
import { createPersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import { log } from '../../adapters/log.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { environmentSchema } from './environment.ts';
import { recordEvents } from './record-events.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const counts = createDeliveryCounts(documents, environment.TRIGGERS_TABLE, log);
const mails = createMailLog(documents, environment.TRIGGERS_TABLE);
const deliveryLog = createDeliveryLog(documents, environment.TRIGGERS_TABLE, counts.count);
const people = createPersonTable(documents, environment.PEOPLE_TABLE);

export const handler = withRequestId((event: SQSEvent) =>
  recordEvents(event, { mails, deliveryLog, people, log, now: Date.now }),
);
