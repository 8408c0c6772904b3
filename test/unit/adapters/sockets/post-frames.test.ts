import { describe, expect, it } from 'vitest';
import type { PostOutcome } from '../../../../adapters/sockets/live-sockets.ts';
import { postFrames } from '../../../../adapters/sockets/post-frames.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

function setUp(post: (id: string) => Promise<PostOutcome>) {
  const [removed, posted]: [string[], string[]] = [[], []];
  const log = recordedLog();
  const deps = {
    sockets: {
      post: async (id: string, frame: string) => {
        const outcome = await post(id);
        if (outcome === 'posted') posted.push(`${id} ${frame}`);
        return outcome;
      },
    },
    connections: {
      remove: async (id: string) => {
        if (id === 'unremovable') throw new Error('no table');
        removed.push(id);
      },
    },
    log,
  };
  return { deps, removed, posted, log };
}
const framesTo = (connection: string, ...frames: string[]) => ({
  connection,
  frames: frames.length > 0 ? frames : ['f'],
});

describe('frames to many sockets', () => {
  it('reach all that are open, and remove those that are gone, whatever one of them does', async () => {
    const { deps, removed, posted, log } = setUp(async (id) => {
      if (id === 'bad') throw new Error('forbidden');
      if (id === 'busy') return 'not-now';
      return id === 'gone' || id === 'unremovable' ? 'gone' : 'posted';
    });
    const ids = ['a', 'gone', 'bad', 'unremovable', 'busy', 'b'];
    expect(
      await postFrames(
        ids.map((id) => framesTo(id)),
        deps,
      ),
    ).toEqual({ posted: 2, gone: 1, 'not-now': 1, failed: 2 });
    expect([removed, posted]).toEqual([['gone'], ['a f', 'b f']]);
    expect(log.messages()).toEqual(['frame not posted to a socket', 'frame not posted to a socket']);
  });

  it('wait for no socket that does not answer', async () => {
    const answer = Promise.withResolvers<PostOutcome>();
    const { deps, posted } = setUp((id) => (id === 'slow' ? answer.promise : Promise.resolve('posted')));
    const posting = postFrames([framesTo('slow'), framesTo('a', '1', '2', '3'), framesTo('b')], deps);
    await expect.poll(() => posted).toEqual(['a 1', 'b f', 'a 2', 'a 3']);
    answer.resolve('not-now');
    expect(await posting).toMatchObject({ posted: 2, 'not-now': 1 });
  });

  it('come to one socket in order, and no further after one that failed', async () => {
    let posts = 0;
    const { deps, posted } = setUp(async () => {
      posts += 1;
      return posts === 2 ? 'not-now' : 'posted';
    });
    await postFrames([framesTo('a', '1', '2', '3')], deps);
    expect([posted, posts]).toEqual([['a 1'], 2]);
  });
});
