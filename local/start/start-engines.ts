import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { startDynamoDb } from '../engines/dynamodb.ts';
import { startEmulators } from '../engines/emulators.ts';
import type { DynamoDbCommand } from '../engines/java.ts';
import { CREDENTIALS, type Endpoints, REGION } from '../local-account.ts';
import { openLogFile } from './log-file.ts';
import type { Teardown } from './teardown.ts';

export interface EnginesOptions {
  readonly dynamoDbCommand: DynamoDbCommand;
  /** absolute: the data folder of the feed, and the folder of the issuer's keys */
  readonly dataFolder: string;
  readonly identityFolder: string;
  readonly report: (text: string) => void;
  readonly teardown: Teardown;
}

export interface Engines {
  readonly endpoints: Endpoints;
  readonly issuer: string;
  readonly clients: Clients;
}

export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly streams: DynamoDBStreamsClient;
  readonly kinesis: KinesisClient;
  readonly queues: SQSClient;
}

/** Starts everything that stands in for an AWS service, all at once. Resolves when all of it answers. */
export async function startEngines(options: EnginesOptions): Promise<Engines> {
  const { dynamoDbCommand, dataFolder, identityFolder, report, teardown } = options;
  const log = openLogFile(join(dataFolder, 'logs'), 'engines');
  const starting = [
    startDynamoDb({
      dynamoDbCommand,
      folder: join(dataFolder, 'dynamodb'),
      onLine: (line) => log.write(`dynamodb: ${line}`),
    }).then((engine) => {
      teardown.add('DynamoDB Local', engine.stop);
      return engine;
    }),
    startEmulators({ folder: dataFolder, identityFolder }, { onProblem: report, onLine: log.write }).then((engines) => {
      teardown.add('the emulators', engines.stop);
      return engines;
    }),
  ] as const;
  // when one fails, the other can be stopped only after it has started
  await Promise.allSettled(starting);
  const [dynamodb, emulators] = await Promise.all(starting);
  const endpoints = {
    dynamodb: dynamodb.url,
    kinesis: emulators.kinesis,
    queues: emulators.queues,
    mail: emulators.mail,
  };
  const clients = makeClients(endpoints);
  teardown.add('the clients', () => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return { endpoints, issuer: emulators.issuer, clients };
}

function makeClients({ dynamodb, kinesis, queues }: Endpoints): Clients {
  const common = { region: REGION, credentials: CREDENTIALS };
  const tables = new DynamoDBClient({ ...common, endpoint: dynamodb });
  return {
    dynamodb: tables,
    documents: DynamoDBDocumentClient.from(tables),
    streams: new DynamoDBStreamsClient({ ...common, endpoint: dynamodb }),
    // the engine supports HTTP/1.1 only
    kinesis: new KinesisClient({ ...common, endpoint: kinesis, requestHandler: new NodeHttpHandler() }),
    queues: new SQSClient({ ...common, endpoint: queues }),
  };
}
