import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startFauxqs } from 'fauxqs';
import { REGION } from '../local-account.ts';
import type { Engine } from './dynamodb.ts';
import { keepMessageGroups } from './keep-message-groups.ts';

/** Starts `fauxqs`, with queues and messages in the folder. It always listens on all interfaces. */
export async function startQueues(folder: string): Promise<Engine> {
  const dataDir = join(folder, 'queues');
  mkdirSync(dataDir, { recursive: true });
  await keepMessageGroups();
  const server = await startFauxqs({ port: 0, logger: false, defaultRegion: REGION, dataDir });
  return { url: `http://127.0.0.1:${server.port}`, stop: () => server.stop() };
}
