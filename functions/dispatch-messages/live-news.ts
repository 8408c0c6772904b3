import pMap from 'p-map';
import { type AudienceTable, isListened } from '../../adapters/dynamodb/live/audience-table.ts';
import type { ConnectionTable } from '../../adapters/dynamodb/live/connection-table.ts';
import { errorFields } from '../../adapters/log.ts';
import { type PostFramesDeps, postFrames, type SocketFrames } from '../../adapters/sockets/post-frames.ts';
import type { AlertFrame, TriggerFrame } from '../../contract/live-frames.ts';
import { SERVICE_PERSON } from '../../domain/people/service-person.ts';

/** For all sockets of a batch: the alerts stream waits meanwhile. What is left out is in the lists that a page can read. */
export const POST_LIMIT_MS = 2_000;
const MAX_PERSONS_AT_ONCE = 10;

export interface LiveNewsDeps extends PostFramesDeps {
  readonly audience: Pick<AudienceTable, 'readListenedUntil'>;
  readonly connections: Pick<ConnectionTable, 'listSignedIn' | 'remove'>;
  readonly now: () => number;
}

export type LiveNews = ReturnType<typeof createLiveNews>;

/** What happened to the alerts of a batch, for the pages that are open. */
export function createLiveNews(deps: LiveNewsDeps) {
  const byPerson = new Map<string, string[]>();

  async function framesBySocket(): Promise<SocketFrames[]> {
    const { audience, connections, now } = deps;
    if (byPerson.size === 0 || !isListened(await audience.readListenedUntil(), now())) return [];
    const found = await pMap(
      byPerson,
      async ([person, frames]) => {
        const open = await connections.listSignedIn(person, now());
        return open.map((connection) => ({ connection, frames }));
      },
      { concurrency: MAX_PERSONS_AT_ONCE },
    );
    return found.flat();
  }

  return {
    add(person: string, frame: AlertFrame | TriggerFrame): void {
      if (person === SERVICE_PERSON) return;
      const frames = byPerson.get(person) ?? [];
      frames.push(JSON.stringify(frame));
      byPerson.set(person, frames);
    },

    /** Never throws: a message waits for its channels, whether a page shows it or not. */
    async post(): Promise<void> {
      try {
        const until = deps.now() + POST_LIMIT_MS;
        await postFrames(await framesBySocket(), { ...deps, mayPost: () => deps.now() < until });
      } catch (error) {
        deps.log.error('news of alerts not posted to sockets', errorFields(error));
      }
    },
  };
}
