import { expect, test, vi } from 'vitest';
import { answerSocket, type SocketDeps } from '../../../../functions/live-socket/answer-socket.ts';

const NOW = Date.UTC(2026, 10, 29, 9);

function makeDeps({ max, isRoom }: { max: number; isRoom: boolean }) {
  const add = vi.fn(async () => isRoom);
  const extend = vi.fn(async () => {});
  const unused = async () => {
    throw new Error('is not called by a connection that opens');
  };
  const deps: SocketDeps = {
    connections: {
      add,
      remove: unused,
      readCount: unused,
      has: unused,
      signIn: unused,
      addSymbols: unused,
      removeSymbols: unused,
    },
    audience: { extend, cut: unused },
    readMarketNow: unused,
    verifier: { verify: unused },
    sockets: { post: unused },
    maxLiveViewers: max,
    log: { info: unused, warn: unused, error: unused },
    now: () => NOW,
  };
  return { deps, add, extend };
}

function connect(deps: SocketDeps) {
  return answerSocket({ requestContext: { connectionId: 'c1', eventType: 'CONNECT' } }, deps);
}

test('a connection is let in while there is room, and extends no lease before it asks for something', async () => {
  const { deps, add, extend } = makeDeps({ max: 20, isRoom: true });
  expect(await connect(deps)).toEqual({ statusCode: 200 });
  expect(add).toHaveBeenCalledWith('c1', { now: NOW, max: 20 });
  expect(extend).not.toHaveBeenCalled();
});

test('a refused one extends the lease: push-prices is called, and sets a count that has drifted', async () => {
  const { deps, extend } = makeDeps({ max: 20, isRoom: false });
  expect(await connect(deps)).toEqual({ statusCode: 429 });
  expect(extend).toHaveBeenCalledWith(NOW);
});

test('with room for nobody each is refused, the first one too, and nothing is called for them', async () => {
  const { deps, add, extend } = makeDeps({ max: 0, isRoom: true });
  expect(await connect(deps)).toEqual({ statusCode: 429 });
  expect(add).not.toHaveBeenCalled();
  expect(extend).not.toHaveBeenCalled();
});
