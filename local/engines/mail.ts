import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { Config } from 'aws-ses-v2-local';
import { getStoreReadonly } from 'aws-ses-v2-local/dist/store.js';
import { closeServer } from './close-server.ts';
import type { Engine } from './dynamodb.ts';
import { guardHost } from './loopback-host.ts';

/** The inbox is in memory: the oldest mails are removed. */
const MAX_MAILS = 1_000;
const TRIM_EVERY_MS = 10_000;

/** A CommonJS package: Node gives its default export as a property. */
const { default: startServer }: { default: (config: Partial<Config>) => Promise<Server> } = createRequire(
  import.meta.url,
)('aws-ses-v2-local');

/** Starts `aws-ses-v2-local`, which accepts mails by the SES API. The inbox is at `/`, and as JSON at `/store`. */
export async function startMail(): Promise<Engine> {
  const server = await startServer({ host: '127.0.0.1', port: 0 });
  guardHost(server);
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the mail server has no port');
  const trim = setInterval(() => {
    const { emails } = getStoreReadonly();
    emails.splice(0, Math.max(0, emails.length - MAX_MAILS));
  }, TRIM_EVERY_MS);
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () => {
      clearInterval(trim);
      return closeServer(server);
    },
  };
}
