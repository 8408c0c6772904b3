import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { followProxy } from '../../../adapters/http/exchange-proxy.ts';
import { systemClock } from '../../../ingest-task/clock.ts';
import { createRestClient } from '../../../ingest-task/exchange/rest-client.ts';
import { BINANCE_REST } from '../../../ingest-task/exchanges/binance/binance.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { probeFeed } from '../../../local/start/choose-feed.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { buildTape } from '../end-to-end/build-tape.ts';
import { TestStack } from '../end-to-end/start-stack.ts';
import { type ConnectProxy, startConnectProxy, startTlsFront, type TlsFront } from './connect-proxy.ts';

/** No name server knows it (RFC 6761): whoever reaches it does so by the proxy. */
const HOST = 'exchange.test';
const FEED = { wsUrl: `wss://${HOST}`, restUrl: `https://${HOST}` };
const WITHIN = { timeout: 30_000, interval: 100 };

const folder = mkdtempSync(join(tmpdir(), 'pricebell-proxy-'));
const authority = join(folder, 'authority.pem');
const certificate = makeCertificate(HOST, Date.now());
const authorities = getCACertificates();
let stack: TestStack;
let front: TlsFront;
let proxy: ConnectProxy;

/** The stack starts on the simulator itself, whose address the tunnels then lead to. */
beforeAll(async () => {
  writeFileSync(authority, certificate.cert);
  setDefaultCACertificates([...authorities, certificate.cert]);
  stack = await TestStack.start(new TapeMarket({ tapes: { BTCUSDT: buildTape(['100', '100', '101']) } }));
  front = await startTlsFront(certificate, Number(new URL(stack.exchange.restUrl).port));
  proxy = await startConnectProxy(front.port);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await stack?.end();
  await Promise.all([proxy?.close(), front?.close()]);
  setDefaultCACertificates(authorities);
  rmSync(folder, { recursive: true, force: true });
});

test('socket and REST reach the exchange by the proxy, and this machine without it', async () => {
  const before = proxy.tunnels.length;
  const following = followProxy({ HTTPS_PROXY: proxy.url, http_proxy: proxy.url });
  try {
    expect(following?.host).toBe(new URL(proxy.url).host);
    expect(await probeFeed(FEED)).toBeNull();
    const { listings } = await createRestClient(BINANCE_REST, FEED.restUrl, systemClock).fetchCatalogue();
    expect(listings.map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
    expect(new Set(proxy.tunnels.slice(before))).toEqual(new Set([`${HOST}:443`]));
    const tunnels = proxy.tunnels.length;
    expect(await probeFeed(stack.exchange)).toBeNull();
    expect((await fetch(`${stack.running.outputs.apiUrl}/health`)).status).toBe(200);
    expect([proxy.tunnels.length, proxy.others]).toEqual([tunnels, []]);
  } finally {
    following?.restore();
  }
});

test('NO_PROXY lists hosts that are reached without the proxy', async () => {
  const following = followProxy({ HTTPS_PROXY: proxy.url, NO_PROXY: `.example,${HOST}` });
  const before = proxy.tunnels.length;
  try {
    expect(await probeFeed(FEED)).toMatch(/exchange\.test does not answer/);
    expect(proxy.tunnels).toHaveLength(before);
  } finally {
    following?.restore();
  }
});

test('the whole stack follows a market that only the proxy reaches', async () => {
  await stack.stop();
  const before = proxy.tunnels.length;
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  vi.stubEnv('HTTP_PROXY', proxy.url);
  vi.stubEnv('NODE_EXTRA_CA_CERTS', authority);
  await stack.startAgain({ feedAddresses: FEED });
  const ada = await stack.person('ada@example.com');
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  stack.market.step(2);
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ price: '100' }), WITHIN);
  expect(new Set(proxy.tunnels.slice(before))).toEqual(new Set([`${HOST}:443`]));
  expect(proxy.others).toEqual([]);
  expect(stack.problems).toEqual([]);
});
