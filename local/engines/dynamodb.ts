import { mkdirSync } from 'node:fs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { findFreePort } from '../free-port.ts';
import { CREDENTIALS, REGION } from '../local-account.ts';
import { waitUntil } from '../wait-until.ts';
import { endingWithPipe, startChild } from './child-process.ts';
import type { DynamoDbCommand } from './java.ts';
import { writeLogAhead } from './log-ahead.ts';

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5_000;

export interface Engine {
  readonly url: string;
  stop(): Promise<void>;
}

export interface DynamoDbOptions {
  readonly dynamoDbCommand: DynamoDbCommand;
  /** absolute; holds tables and streams */
  readonly folder: string;
  readonly onLine: (line: string) => void;
}

/** Starts Amazon's DynamoDB Local. @throws Error with its last output line when it does not answer in time */
export async function startDynamoDb({ dynamoDbCommand, folder, onLine }: DynamoDbOptions): Promise<Engine> {
  const { commandFor, sharesFiles } = dynamoDbCommand;
  mkdirSync(folder, { recursive: true });
  if (sharesFiles) writeLogAhead(folder);
  const port = await findFreePort();
  const { command, args } = commandFor(folder, port);
  let lastLine = '';
  const child = startChild({
    ...endingWithPipe(command, args),
    environment: process.env,
    folder,
    onLine: (line) => {
      lastLine = line;
      onLine(line);
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const ended = child.exited.then((how) => {
    throw new Error(`DynamoDB Local ended (${how}): ${lastLine}`);
  });
  ended.catch(() => {}); // once started, failing calls report its end
  try {
    await Promise.race([answers(url), ended]);
  } catch (error) {
    await child.stop(STOP_WITHIN_MS);
    throw error;
  }
  return { url, stop: () => child.stop(STOP_WITHIN_MS) };
}

async function answers(url: string): Promise<true> {
  const client = new DynamoDBClient({ endpoint: url, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 });
  try {
    return await waitUntil('DynamoDB Local to answer', READY_WITHIN_MS, async () => {
      await client.send(new ListTablesCommand({ Limit: 1 }));
      return true as const;
    });
  } finally {
    client.destroy();
  }
}
