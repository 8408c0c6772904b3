import { setImmediate as nextTurn } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { StreamConnection } from '../../../../local/simulator/socket/stream-connection.ts';

const WORD = 'barrier ';
const FIRST_BYTE = WORD.charCodeAt(0);
const LIMIT_MS = 20_000;

const arrived = new Set<string>();
let sent = 0;
let isInstalled = false;

/** Removes barriers from what every socket of this process receives, before a listener sees them. */
export function installBarriers(): void {
  if (isInstalled) return;
  isInstalled = true;
  const emit = WebSocket.prototype.emit;
  WebSocket.prototype.emit = function (this: WebSocket, name: string | symbol, ...values: unknown[]): boolean {
    const [data] = values;
    if (name !== 'message' || !Buffer.isBuffer(data) || data[0] !== FIRST_BYTE) return emit.call(this, name, ...values);
    arrived.add(data.toString());
    return true;
  };
}

/** Resolves when each of these clients has received all that was sent to it so far, or its socket has ended. */
export async function passBarriers(connections: Iterable<StreamConnection>): Promise<void> {
  let waiting = [...connections].filter(canPass).map((connection) => {
    sent += 1;
    const barrier = `${WORD}${sent}`;
    connection.sendText(barrier);
    return { barrier, connection };
  });
  const end = performance.now() + LIMIT_MS;
  while (waiting.length > 0) {
    await nextTurn();
    waiting = waiting.filter(({ barrier, connection }) => !arrived.delete(barrier) && canPass(connection));
    if (performance.now() > end) throw new Error('a socket does not take in what was sent');
  }
}

function canPass({ health, isOpen }: StreamConnection): boolean {
  return isOpen && health === 'well';
}
