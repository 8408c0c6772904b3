import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { messageOf } from './json.ts';
import { ACCOUNT_ID, CREDENTIALS, REGION } from './local-account.ts';
import { moveMessages } from './move-messages.ts';
import { LOCAL_FOLDER } from './start/local-folder.ts';
import { runningOwner } from './start/run-lock.ts';
import { readJson } from './write-atomically.ts';

const QUEUES = ['Mails', 'Webhooks', 'MailEvents'] as const;
const USAGE = `usage: npm run redrive -- ${QUEUES.join('|')}`;

const outputsSchema = z.object({ queuesUrl: z.url() });

/** Moves the dead letters of a queue back to it, on the stack that runs on this machine. */
async function main([given]: readonly string[]): Promise<void> {
  if (given === '--help') return console.log(USAGE);
  const name = z.enum(QUEUES).safeParse(given);
  if (!name.success) throw new Error(given === undefined ? USAGE : `${given} has no dead letters; ${USAGE}`);
  const outputs = outputsSchema.safeParse(readJson(join(LOCAL_FOLDER, 'outputs.json')));
  // a killed stack leaves its outputs behind
  if (!outputs.success || runningOwner(LOCAL_FOLDER) === null)
    throw new Error('no stack runs on this machine: npm start');
  const { queuesUrl } = outputs.data;
  const client = new SQSClient({ region: REGION, credentials: CREDENTIALS, endpoint: queuesUrl });
  const urlOf = (queue: string) => `${queuesUrl}/${ACCOUNT_ID}/${queue}`;
  const moved = await moveMessages(client, { from: urlOf(`${name.data}Dead`), to: urlOf(`${name.data}Queue`) });
  console.log(`Moved ${moved} message${moved === 1 ? '' : 's'} from ${name.data}Dead to ${name.data}Queue.`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(1);
});
