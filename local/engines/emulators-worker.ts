import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { messageOf } from '../json.ts';
import { startIssuer } from './issuer.ts';
import { startKinesis } from './kinesis.ts';
import { startMail } from './mail.ts';
import { startQueues } from './queues.ts';

const inputSchema = z.object({
  /** absolute; holds the stream and the queues */
  folder: z.string(),
  /** absolute; holds the issuer's keys and port */
  identityFolder: z.string(),
});
export type EmulatorsInput = z.infer<typeof inputSchema>;

const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread only');

// The emulators throw when a client disconnects. That must not end the others.
process.on('uncaughtException', (error) => port.postMessage({ kind: 'problem', text: messageOf(error) }));

try {
  const { folder, identityFolder } = inputSchema.parse(workerData);
  const engines = await Promise.all([
    startKinesis(folder),
    startQueues(folder),
    startMail(),
    startIssuer(identityFolder),
  ]);
  const [kinesis, queues, mail, issuer] = engines;
  port.on('message', async () => {
    await Promise.allSettled(engines.map((engine) => engine.stop()));
    port.postMessage({ kind: 'stopped' });
  });
  port.postMessage({ kind: 'ready', kinesis: kinesis.url, queues: queues.url, mail: mail.url, issuer: issuer.url });
} catch (error) {
  port.postMessage({ kind: 'failed', text: messageOf(error) });
}
