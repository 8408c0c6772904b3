import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { delimiter, dirname, join } from 'node:path';
import { type Child, endingWithPipe, startChild } from '../../local/engines/child-process.ts';
import { findFreePort } from '../../local/free-port.ts';
import { waitUntil } from '../../local/wait-until.ts';
import { type Ports, serveBothSchemes } from './both-schemes.ts';
import { type Emulator, REGION, ROOT } from './emulator.ts';
import { ministackVersion } from './install-ministack.ts';

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5_000;
const LAST_LINES = 10;

export interface MiniStack extends Emulator {
  stop(): Promise<void>;
}

/**
 * Starts MiniStack on a free port of the loopback interface, with TLS and permission checks: the stack's policies refuse calls without
 * TLS, and a role may do only what it was granted. It keeps no data.
 * @throws Error with its last output line when it does not answer in time
 */
export async function startMiniStack(python: string, folder: string): Promise<MiniStack> {
  const [port, httpsPort, httpPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  // it runs functions from there with a CommonJS script, and this repository's package.json says ESM
  writeFileSync(join(temporary, 'package.json'), '{ "type": "commonjs" }\n');
  const { child, lastWords } = spawnMiniStack({ python, folder, temporary, port, httpsPort, httpPort });
  const door = await serveBothSchemes({ port, httpsPort, httpPort });
  const url = `https://127.0.0.1:${port}`;
  const certificate = join(temporary, 'ministack-tls', 'server.crt');
  const ended = child.exited.then((how) => {
    throw new Error(`MiniStack ended (${how}):\n${lastWords()}`);
  });
  ended.catch(() => {}); // once started, failing calls report its end
  const stop = async () => {
    door.stop();
    await child.stop(STOP_WITHIN_MS);
  };
  try {
    const ready = waitUntil('MiniStack to answer', READY_WITHIN_MS, () => isReady(url, certificate));
    await Promise.race([ready, ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  const name = `MiniStack ${ministackVersion()}`;
  return { name, url, certificate, checksPermissions: true, keepsState: false, folder, stop };
}

interface Spawning extends Ports {
  readonly python: string;
  readonly folder: string;
  readonly temporary: string;
}

/** Its own command would try to listen on port 443 too. */
function spawnMiniStack({ python, folder, temporary, ...ports }: Spawning): { child: Child; lastWords: () => string } {
  const lines: string[] = [];
  const args = ['-m', 'hypercorn', '--config', 'python:ministack.core.hypercorn_conf', '--keep-alive', '75'];
  const binds = ['--bind', `127.0.0.1:${ports.httpsPort}`, '--insecure-bind', `127.0.0.1:${ports.httpPort}`];
  const child = startChild({
    ...endingWithPipe(python, [...args, ...binds, 'ministack.app:app']),
    folder,
    environment: {
      ...ROOT,
      // functions run on the first `node` on the PATH
      PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
      TMPDIR: temporary,
      GATEWAY_PORT: String(ports.port),
      MINISTACK_HOST: 'localhost',
      MINISTACK_REGION: REGION,
      USE_SSL: '1',
      AUTH: 'true',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
    onLine(line) {
      lines.push(line);
      if (lines.length > LAST_LINES) lines.shift();
      appendFileSync(join(folder, 'ministack.log'), `${line}\n`);
    },
  });
  return { child, lastWords: () => lines.join('\n') };
}

/** Not `fetch`: it trusts only the certificates that this process was started with. */
async function isReady(url: string, certificate: string): Promise<true | undefined> {
  if (!existsSync(certificate)) return undefined;
  const ca = readFileSync(certificate);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${url}/_ministack/ready`, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  return status === 200 || undefined;
}
