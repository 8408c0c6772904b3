import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import kinesalite from 'kinesalite';
import { closeServer, listen } from './close-server.ts';
import type { Engine } from './dynamodb.ts';
import { guardHost } from './loopback-host.ts';

/** AWS takes seconds to make a stream. Here it only goes through the same states. */
const CHANGE_STREAM_MS = 5;

/** Starts `kinesalite`, with its records in the folder. */
export async function startKinesis(folder: string): Promise<Engine> {
  const path = join(folder, 'kinesis');
  mkdirSync(path, { recursive: true });
  const server = kinesalite({ path, createStreamMs: CHANGE_STREAM_MS, deleteStreamMs: CHANGE_STREAM_MS });
  guardHost(server);
  const port = await listen(server, 0);
  return { url: `http://127.0.0.1:${port}`, stop: () => closeServer(server) };
}
