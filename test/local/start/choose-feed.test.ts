import { createServer, type Server } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { closeServer, listen } from '../../../local/engines/close-server.ts';
import { findFreePort } from '../../../local/free-port.ts';
import { chooseFeed, probeFeed } from '../../../local/start/choose-feed.ts';

const servers: Server[] = [];
afterAll(() => Promise.all(servers.map((server) => closeServer(server))));

/** Answers every request with `status`; takes sockets when that is 200; answers nothing at all to null. */
async function market(status: number | null) {
  const server = createServer((_request, response) => {
    if (status !== null) response.writeHead(status).end('{}');
  });
  if (status === 200) new WebSocketServer({ server });
  servers.push(server);
  const port = await listen(server, 0);
  return { restUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}` };
}

const usual = { exchange: 'binance', restUrl: 'http://usual', wsUrl: 'ws://usual' } as const;
const reached = async () => null;
const unreached = async () => 'no route';

describe('probing a feed', () => {
  it('finds nothing wrong with one that answers', async () => {
    expect(await probeFeed(await market(200))).toBeNull();
  });

  it('says why one can not be used', async () => {
    expect(await probeFeed(await market(451))).toMatch(/answers 451: not available from this region$/);
    expect(await probeFeed(await market(403))).toMatch(/answers 403: not available from this region$/);
    expect(await probeFeed(await market(503))).toMatch(/answers 503$/);
    const port = await findFreePort();
    const gone = { restUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}` };
    expect(await probeFeed(gone)).toMatch(/does not answer: .*ECONNREFUSED/);
  });

  it('waits no longer than its limit', async () => {
    const startedAt = Date.now();
    expect(await probeFeed(await market(null), 200)).toMatch(/no answer in time/);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('the feed of a start', () => {
  it('is Binance when it can be reached, in its own data folder', async () => {
    expect(await chooseFeed({ choice: 'auto', given: {}, usual, probe: reached })).toEqual({
      kind: 'live',
      ...usual,
      folder: 'binance',
    });
  });

  it('is the exchange of the template, which has a data folder of its own', async () => {
    const ofUs = { ...usual, exchange: 'binance-us' } as const;
    expect(await chooseFeed({ choice: 'live', given: {}, usual: ofUs, probe: reached })).toMatchObject({
      exchange: 'binance-us',
      folder: 'binance-us',
    });
    const unreachable = chooseFeed({ choice: 'live', given: {}, usual: ofUs, probe: unreached });
    await expect(unreachable).rejects.toThrow("Binance.US can't be reached: no route");
    const given = { wsUrl: 'ws://a', restUrl: 'http://a' };
    const folders = await Promise.all(
      [usual, ofUs].map(async (it) => (await chooseFeed({ choice: 'auto', given, usual: it, probe: reached })).folder),
    );
    expect(new Set(folders).size).toBe(2);
  });

  it('is the simulator when it can not, and the reason is one sentence', async () => {
    const feed = await chooseFeed({ choice: 'auto', given: {}, usual, probe: unreached });
    expect(feed).toMatchObject({
      kind: 'simulator',
      folder: 'simulator',
      why: expect.stringMatching(/^[^.]*no route[^.]*\.$/),
    });
  });

  it('that does not serve this region comes with the name of another one that may', async () => {
    const refused = async () => 'host answers 451: not available from this region';
    const binance = await chooseFeed({ choice: 'auto', given: {}, usual, probe: refused });
    expect(binance).toMatchObject({
      why: expect.stringMatching(
        / takes its place\. Binance\.US may answer here: npm start -- --exchange binance-us\.$/,
      ),
    });
    const ofUs = chooseFeed({ choice: 'live', given: {}, usual: { ...usual, exchange: 'binance-us' }, probe: refused });
    await expect(ofUs).rejects.toThrow(/Binance may answer here: npm start -- --exchange binance$/);
  });

  it('is never the simulator when it must be live', async () => {
    await expect(chooseFeed({ choice: 'live', given: {}, usual, probe: unreached })).rejects.toThrow('no route');
  });

  it('is the one in the environment, without a probe, and each server has a folder of its own', async () => {
    const restUrl = 'http://own';
    const of = (wsUrl: string) => chooseFeed({ choice: 'auto', given: { wsUrl, restUrl }, usual, probe: unreached });
    const [a, b] = [await of('ws://a'), await of('ws://b')];
    expect(a).toMatchObject({
      kind: 'live',
      wsUrl: 'ws://a',
      restUrl,
      folder: expect.stringMatching(/^custom-/),
    });
    expect(a.folder).not.toBe(b.folder);
    expect(await chooseFeed({ choice: 'simulator', given: { wsUrl: 'ws://a' }, usual })).toMatchObject({
      kind: 'simulator',
    });
  });

  it.each([
    [{ wsUrl: 'ws://a' }, /^BINANCE_REST_URL: is not set/],
    [{ restUrl: 'http://a' }, /^BINANCE_WS_URL: is not set/],
    [
      { wsUrl: 'http://a', restUrl: 'http://a' },
      /^BINANCE_WS_URL: "http:\/\/a" is not an address that starts with ws:/,
    ],
    [{ wsUrl: 'ws://a', restUrl: 'bar' }, /^BINANCE_REST_URL: "bar" is not an address/],
  ])('is refused by the name of the variable when an address is missing or wrong: %j', async (given, words) => {
    await expect(chooseFeed({ choice: 'auto', given, usual, probe: unreached })).rejects.toThrow(words);
  });
});
