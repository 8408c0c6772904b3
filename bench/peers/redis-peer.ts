import { join } from 'node:path';
import { createClient } from '@redis/client';
import { endingWithPipe, startChild } from '../../local/engines/child-process.ts';
import { waitUntil } from '../../local/wait-until.ts';
import { findPrograms, versionOf } from './find-program.ts';
import type { Path, Peer, PeerMaker, PeerSetting } from './peer.ts';

const READY_WITHIN_MS = 10_000;
const ALERTS_PER_COMMAND = 10_000;

/**
 * The alerts of a coin as a sorted set: score = level, member = alert id. One ZRANGEBYSCORE finds what a tick touches,
 * over a unix socket, with nothing saved to disk. The client sends the calls of one turn as one pipeline.
 */
export const redisMaker: PeerMaker = {
  name: 'Redis sorted set',
  async start({ folder, symbol, alerts, progress }: PeerSetting): Promise<Peer> {
    const programs = findPrograms(['redis-server'], 'apt-get install redis-server, brew install redis');
    const program = join(programs, 'redis-server');
    const socket = join(folder, 'redis.sock');
    const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder];
    const child = startChild({
      ...endingWithPipe(program, options),
      environment: process.env,
      folder,
      onLine: () => {},
    });
    const client = createClient({ socket: { path: socket, reconnectStrategy: false } });
    client.on('error', () => {}); // calls report it
    const stop = async () => {
      if (client.isOpen) await client.close();
      await child.stop();
    };
    try {
      await waitUntil('redis-server to answer', READY_WITHIN_MS, () => connect(socket));
      await client.connect();
      const key = `levels:${symbol}`;
      progress(`Redis: ${alerts.length.toLocaleString('en')} alerts`);
      for (let from = 0; from < alerts.length; from += ALERTS_PER_COMMAND) {
        const some = alerts.slice(from, from + ALERTS_PER_COMMAND);
        await client.zAdd(
          key,
          some.map(({ id, level }) => ({ score: level, value: id })),
        );
      }
      const touched = ({ low, high }: Path) => client.zRangeByScore(key, low, high);
      const touchedByEach = (paths: readonly Path[]) => Promise.all(paths.map(touched));
      return { name: `Redis ${await versionOf(program)} sorted set`, touched, touchedByEach, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};

async function connect(path: string): Promise<true> {
  const probe = createClient({ socket: { path, reconnectStrategy: false } });
  probe.on('error', () => {});
  await probe.connect();
  await probe.close();
  return true;
}
