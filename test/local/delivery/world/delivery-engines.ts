import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { CREDENTIALS, REGION } from '../../../../local/local-account.ts';

/** The local engines that worlds share; each world has persons and alerts of its own. */
export interface DeliveryEngines {
  readonly documents: DynamoDBDocumentClient;
  readonly ses: SESClient;
  readonly triggersTable: string;
  readonly peopleTable: string;
  /** the mails since `since`, ms */
  readInbox(since: number): Promise<InboxMail[]>;
}

const inboxSchema = z.object({
  emails: z.array(
    z.object({
      messageId: z.string(),
      destination: z.object({ to: z.array(z.string()) }),
      subject: z.string(),
      body: z.object({ text: z.string() }),
    }),
  ),
});
export type InboxMail = z.infer<typeof inboxSchema>['emails'][number];

export interface EngineClients {
  readonly dynamodb: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
}

const KEYS = { triggers: ['alertId', 'position'], people: ['person', 'item'] } as const;

/** Makes the tables that delivery uses, with the keys of `infra/constructs/database.ts`. */
export async function prepareEngines(clients: EngineClients, mailUrl: string): Promise<DeliveryEngines> {
  for (const [TableName, [hash, range]] of Object.entries(KEYS)) await createTable(clients, TableName, hash, range);
  return connectEngines(clients.documents, mailUrl);
}

export function connectEngines(documents: DynamoDBDocumentClient, mailUrl: string): DeliveryEngines {
  return {
    documents,
    ses: new SESClient({ region: REGION, credentials: CREDENTIALS, endpoint: mailUrl, maxAttempts: 1 }),
    triggersTable: 'triggers',
    peopleTable: 'people',
    async readInbox(since) {
      const answer = await fetch(`${mailUrl}/store?since=${Math.floor(since / 1_000)}`);
      return inboxSchema.parse(await answer.json()).emails;
    },
  };
}

async function createTable({ dynamodb }: EngineClients, TableName: string, hash: string, range: string): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [hash, range].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        { AttributeName: range, KeyType: 'RANGE' },
      ],
    }),
  );
}
