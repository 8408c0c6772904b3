import pMap from 'p-map';
import type { ConnectionTable } from '../dynamodb/live/connection-table.ts';
import { errorFields, type Log } from '../log.ts';
import type { LiveSockets, PostOutcome } from './live-sockets.ts';

/** Posts that are under way at once: as many as the SDK opens connections to one host. */
const MAX_POSTS_AT_ONCE = 50;

/** What one socket gets, in order. */
export interface SocketFrames {
  readonly connection: string;
  /** JSON texts */
  readonly frames: readonly string[];
}

export interface PostFramesDeps {
  readonly sockets: Pick<LiveSockets, 'post'>;
  readonly connections: Pick<ConnectionTable, 'remove'>;
  readonly log: Log;
  /** once it says no, no post begins any more; without it each does */
  readonly mayPost?: () => boolean;
}

/** How many sockets had each outcome; `failed`: an error that no later try would mend. */
export type PostCounts = Readonly<Record<PostOutcome | 'failed', number>>;

/**
 * Posts to many sockets, and removes the connections of those that are gone. No socket waits for another, and none gets its second frame
 * before the first. What fails is not tried again. Never throws.
 */
export async function postFrames(outgoing: readonly SocketFrames[], deps: PostFramesDeps): Promise<PostCounts> {
  const outcomes = await pMap(outgoing, (each) => postAll(each, deps), { concurrency: MAX_POSTS_AT_ONCE });
  const count = (outcome: keyof PostCounts) => outcomes.filter((it) => it === outcome).length;
  return { posted: count('posted'), gone: count('gone'), 'not-now': count('not-now'), failed: count('failed') };
}

async function postAll({ connection, frames }: SocketFrames, deps: PostFramesDeps): Promise<keyof PostCounts> {
  for (const frame of frames) {
    if (deps.mayPost?.() === false) return 'not-now';
    const outcome = await postOne(connection, frame, deps);
    if (outcome !== 'posted') return outcome;
  }
  return 'posted';
}

async function postOne(connection: string, frame: string, deps: PostFramesDeps): Promise<keyof PostCounts> {
  const { sockets, connections, log } = deps;
  try {
    const outcome = await sockets.post(connection, frame);
    if (outcome === 'gone') await connections.remove(connection);
    return outcome;
  } catch (error) {
    log.error('frame not posted to a socket', { connection, ...errorFields(error) });
    return 'failed';
  }
}
