import pMap from 'p-map';
import { errorFields, type Log } from '../log.ts';
import type { LiveSockets, PostOutcome } from './live-sockets.ts';

/** Posts that are under way at once to one person's sockets. */
const MAX_POSTS_AT_ONCE = 10;

export interface NotifyDeps {
  readonly sockets: Pick<LiveSockets, 'post'>;
  readonly connections: {
    /** ids of the person's sockets that are believed open */
    listOpen(person: string): Promise<readonly string[]>;
    drop(connectionId: string): Promise<void>;
  };
  readonly log: Log;
}

/** How many sockets had each outcome. */
export type PostCounts = Readonly<Record<PostOutcome | 'failed', number>>;

/**
 * Posts to all open sockets of a person, and drops those that are gone. No socket waits for another.
 * @throws only what `listOpen` throws
 */
export async function notifySockets(person: string, payload: unknown, deps: NotifyDeps): Promise<PostCounts> {
  const open = await deps.connections.listOpen(person);
  const outcomes = await pMap(open, (id) => postOne(id, payload, deps), { concurrency: MAX_POSTS_AT_ONCE });
  const count = (outcome: keyof PostCounts) => outcomes.filter((it) => it === outcome).length;
  return { posted: count('posted'), gone: count('gone'), 'not-now': count('not-now'), failed: count('failed') };
}

async function postOne(
  id: string,
  payload: unknown,
  { sockets, connections, log }: NotifyDeps,
): Promise<keyof PostCounts> {
  try {
    const outcome = await sockets.post(id, payload);
    if (outcome === 'gone') await connections.drop(id);
    return outcome;
  } catch (error) {
    log.error('frame not posted to a socket', { connection: id, ...errorFields(error) });
    return 'failed';
  }
}
