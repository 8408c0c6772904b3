import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from 'fauxqs';
// `startFauxqs` listens on all interfaces. So we put its parts together ourselves, which the package does not export.
import { PersistenceManager } from '../../node_modules/fauxqs/dist/persistence.js';
import { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { REGION } from '../local-account.ts';
import type { Engine } from './dynamodb.ts';
import { giveOutFairly } from './give-out-fairly.ts';
import { keepMessageGroups } from './keep-message-groups.ts';
import { guardHost } from './loopback-host.ts';

/** Starts `fauxqs`, with queues and messages in the folder. */
export async function startQueues(folder: string): Promise<Engine> {
  const dataDir = join(folder, 'queues');
  mkdirSync(dataDir, { recursive: true });
  await keepMessageGroups();
  giveOutFairly();
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const persistence = new PersistenceManager(dataDir);
  persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  stores.sqsStore.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;
  const app = buildApp({ logger: false, defaultRegion: REGION, stores });
  app.addHook('preClose', (done) => {
    persistence.close();
    done();
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  guardHost(app.server);
  const address = app.server.address();
  if (typeof address !== 'object' || !address) throw new Error('the queue engine has no port');
  return { url: `http://127.0.0.1:${address.port}`, stop: () => app.close() };
}
