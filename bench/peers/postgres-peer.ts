import { execFile } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { endingWithPipe, startChild } from '../../local/engines/child-process.ts';
import { waitUntil } from '../../local/wait-until.ts';
import type { PlainAlert } from '../plain-scan.ts';
import { findPrograms, versionOf } from './find-program.ts';
import { type Peer, type PeerMaker, PeerMissingError, type PeerSetting } from './peer.ts';

const run = promisify(execFile);
const READY_WITHIN_MS = 20_000;
const ALERTS_PER_INSERT = 20_000;
const USER = 'bench';

const ONE = {
  name: 'touched',
  text: 'SELECT id FROM alerts WHERE symbol = $1 AND level BETWEEN $2 AND $3',
};
const MANY = {
  name: 'touched-by-each',
  text: `SELECT tick.place::int, alerts.id
           FROM unnest($2::float8[], $3::float8[]) WITH ORDINALITY AS tick(low, high, place)
           JOIN alerts ON alerts.symbol = $1 AND alerts.level BETWEEN tick.low AND tick.high`,
};

/**
 * A table of alerts with an index on (symbol, level), vacuumed and analysed, all in memory. One tick is one prepared statement over a
 * unix socket, and so are many ticks.
 */
export const postgresMaker: PeerMaker = {
  name: 'PostgreSQL index',
  async start({ folder, symbol, alerts, progress }: PeerSetting): Promise<Peer> {
    const programs = findPrograms(['postgres', 'initdb'], 'apt-get install postgresql, brew install postgresql');
    const account = await accountFor(folder);
    const data = join(folder, 'data');
    progress('PostgreSQL: a new cluster');
    const initialise = [join(programs, 'initdb'), '--pgdata', data, '--username', USER, '--auth', 'trust', '--no-sync'];
    const [command = '', ...args] = [...account, ...initialise];
    await run(command, args, { cwd: folder });
    const [server = '', ...options] = [...account, join(programs, 'postgres'), ...serverOptions(data, folder)];
    const child = startChild({
      ...endingWithPipe(server, options),
      environment: process.env,
      folder,
      onLine: () => {},
    });
    const client = await waitUntil('postgres to answer', READY_WITHIN_MS, () => connect(folder)).catch(
      async (error: unknown) => {
        await child.stop();
        throw error;
      },
    );
    const stop = async () => {
      await client.end();
      await child.stop();
    };
    try {
      await fill(client, { symbol, alerts, progress });
      const version = await versionOf(join(programs, 'postgres'));
      return { name: `PostgreSQL ${version} index`, ...queriesOf(client, symbol), stop };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};

function queriesOf(client: Client, symbol: string): Pick<Peer, 'touched' | 'touchedByEach'> {
  return {
    async touched({ low, high }) {
      const { rows } = await client.query<[string]>({ ...ONE, values: [symbol, low, high], rowMode: 'array' });
      return rows.map(([id]) => id);
    },
    async touchedByEach(paths) {
      const values = [symbol, paths.map(({ low }) => low), paths.map(({ high }) => high)];
      const { rows } = await client.query<[number, string]>({ ...MANY, values, rowMode: 'array' });
      const found = paths.map((): string[] => []);
      for (const [place, id] of rows) found[place - 1]?.push(id);
      return found;
    },
  };
}

function serverOptions(data: string, folder: string): string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    shared_buffers: '512MB',
    fsync: 'off',
    synchronous_commit: 'off',
    max_wal_size: '4GB',
    jit: 'off',
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** PostgreSQL refuses to run as root: use its own user or nobody. Returns the words to put before a command. */
async function accountFor(folder: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  for (const account of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, account]))).catch(() => null);
    if (!ids) continue;
    const [uid = 0, gid = 0] = ids.map(({ stdout }) => Number(stdout));
    mkdirSync(folder, { recursive: true });
    chownSync(folder, uid, gid);
    return ['setpriv', '--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  }
  throw new PeerMissingError(
    'we are root and there is neither an account `postgres` nor `nobody` to run the server as',
  );
}

async function connect(folder: string): Promise<Client> {
  const client = new Client({ host: folder, user: USER, database: 'postgres' });
  client.on('error', () => {}); // calls report it
  await client.connect();
  return client;
}

async function fill(client: Client, { symbol, alerts, progress }: Omit<PeerSetting, 'folder'>): Promise<void> {
  progress(`PostgreSQL: ${alerts.length.toLocaleString('en')} alerts`);
  await client.query('CREATE TABLE alerts (symbol text, level float8, op text, id text)');
  for (let from = 0; from < alerts.length; from += ALERTS_PER_INSERT) {
    await client.query(
      'INSERT INTO alerts SELECT $1, * FROM unnest($2::float8[], $3::text[], $4::text[])',
      columnsOf(symbol, alerts.slice(from, from + ALERTS_PER_INSERT)),
    );
  }
  progress('PostgreSQL: index, vacuum, analyze');
  await client.query('CREATE INDEX ON alerts (symbol, level)');
  await client.query('VACUUM (ANALYZE) alerts');
}

function columnsOf(symbol: string, alerts: readonly PlainAlert[]): unknown[] {
  return [symbol, alerts.map(({ level }) => level), alerts.map(({ op }) => op), alerts.map(({ id }) => id)];
}
