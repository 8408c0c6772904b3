import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, cacheStores, type Dispatcher, interceptors } from 'undici';
import { createPublicReads } from '../../functions/api/coins/public-reads.ts';
import { countRow, type Row } from '../report.ts';
import type { FilledMarket } from './filled-market.ts';
import { answerList } from './list-calls.ts';

const POLL_MS = 5_000;
/** What is fresh for a second is asked for again after it. */
const MOST_A_SECOND = 1.5;
/** Polls that come while a large answer still arrives miss together: undici's cache joins only some of them. */
const MOST_MISSES = 0.2;
/** Four reads four times a second, and the first one's. */
const MOST_CALLS_A_SECOND = 17;

/** What viewers who poll the list every five seconds cost its origin behind a cache that keeps to Cache-Control, as CloudFront does. */
export async function measureViewers(filled: FilledMarket, viewers: number, seconds: number): Promise<Row[]> {
  const origin = await startOrigin(filled);
  const cache = new Agent().compose(
    interceptors.cache({ store: new cacheStores.MemoryCacheStore(), type: 'shared' }),
    interceptors.deduplicate(),
  );
  filled.takeCalls();
  try {
    const latencies = await poll(cache, origin.url, { viewers, seconds });
    const what = `${viewers.toLocaleString('en')} viewers for ${seconds} s`;
    const [half, most] = [0.5, 0.99].map((share) => latencies[Math.floor(share * (latencies.length - 1))] ?? 0);
    return [
      row(`${what}: polls`, String(latencies.length)),
      {
        ...row(`${what}: requests to the origin`, String(origin.count())),
        ratio: origin.count(),
        bar: { atMost: Math.max(Math.ceil(seconds * MOST_A_SECOND) + 1, latencies.length * MOST_MISSES) },
      },
      countRow(`${what}: database calls`, filled.takeCalls(), seconds * MOST_CALLS_A_SECOND),
      row(`${what}: a poll takes, p50 and p99`, `${half?.toFixed(1)} ms, ${most?.toFixed(1)} ms`),
    ];
  } finally {
    await cache.close();
    await origin.stop();
  }
}

function row(what: string, value: string): Row {
  return { what, value, spread: null, collecting: null, against: null, ratio: null, bar: null };
}

async function startOrigin({ coins, market }: FilledMarket) {
  const candles = { read: async () => [], firstAfter: async () => null };
  const judging = { readJudged: async () => ({}) };
  const reads = createPublicReads({ coins, market, candles, judging, canary: null }, Date.now);
  let count = 0;
  const server: Server = createServer(async (request, response) => {
    count += 1;
    const { statusCode = 500, headers = {}, body } = await answerList(reads, request.headers['if-none-match']);
    response.writeHead(statusCode, Object.entries(headers).flat().map(String)).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise<void>((stopped) => void server.close(() => stopped()));
  return { url: `http://127.0.0.1:${port}`, count: () => count, stop };
}

/** Their polls are spread evenly. @returns what each took, ms, ascending */
async function poll(
  cache: Dispatcher,
  origin: string,
  { viewers, seconds }: { readonly viewers: number; readonly seconds: number },
): Promise<number[]> {
  const begin = performance.now();
  const latencies: number[] = [];
  const view = async (viewer: number) => {
    for (let at = (viewer / viewers) * POLL_MS; at < seconds * 1_000; at += POLL_MS) {
      await sleep(Math.max(0, begin + at - performance.now()));
      const asked = performance.now();
      const { body } = await cache.request({ origin, path: '/api/coins', method: 'GET' });
      await body.dump({ limit: Number.MAX_SAFE_INTEGER });
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: viewers }, (_, viewer) => view(viewer)));
  return latencies.sort((a, b) => a - b);
}
