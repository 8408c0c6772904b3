import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { writeCoinList } from '../../functions/api/coins/coin-list.ts';
import { startDynamoDb } from '../../local/engines/dynamodb.ts';
import { findDynamoDbCommand, JavaMissingError } from '../../local/engines/java.ts';
import { CREDENTIALS, REGION } from '../../local/local-account.ts';
import { Teardown } from '../../local/start/teardown.ts';
import { type Contender, measureRounds, type Rounds } from '../measure-rounds.ts';
import type { BenchContext, Part } from '../part.ts';
import { countRow, type Row, type Section, timingRow } from '../report.ts';
import { type FilledMarket, fillMarket } from './filled-market.ts';
import { answerList, listDeps, openReads } from './list-calls.ts';
import { listByQueries } from './query-per-coin.ts';
import { measureViewers } from './shared-cache.ts';

const COINS = 1_000;
const CALLERS = 20;
const VIEWERS = [1, 100, 2_000];
/** Coins, prices with the clock, catalogue, intervals, hourly closes. The scan of the coins fits into one page. */
const MOST_READS = 5;
const TITLE = `GET /api/coins of ${COINS.toLocaleString('en')} coins, over DynamoDB Local`;

export const readsPart: Part = {
  name: 'reads',
  about: 'the list of all coins: one call, twenty at once, and what is computed for each',
  async *run(context) {
    yield* await measureReads(context);
  },
};

async function measureReads(context: BenchContext): Promise<Section[]> {
  const teardown = new Teardown(context.progress);
  const end = () => void teardown.run().then(() => process.exit(130));
  process.once('SIGINT', end).once('SIGTERM', end);
  const folder = mkdtempSync(join(tmpdir(), 'pricebell-bench-'));
  teardown.add('the folder', () => rmSync(folder, { recursive: true, force: true }));
  try {
    const now = Date.now();
    const filled = await startMarket(folder, teardown, now);
    return [
      await measureCalls(context, filled, now),
      await measureComputing(context, filled, now),
      await measureSharedCache(context, filled),
    ];
  } catch (error) {
    if (!(error instanceof JavaMissingError)) throw error;
    return [{ title: TITLE, notes: [], rows: [], leftOut: [`DynamoDB Local: ${error.message.split('\n')[0]}`] }];
  } finally {
    await teardown.run();
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

async function startMarket(folder: string, teardown: Teardown, now: number): Promise<FilledMarket> {
  const dynamoDbCommand = await findDynamoDbCommand(process.env);
  const engine = await startDynamoDb({ dynamoDbCommand, folder: join(folder, 'dynamodb'), onLine: () => {} });
  teardown.add('DynamoDB Local', engine.stop);
  const client = new DynamoDBClient({ endpoint: engine.url, region: REGION, credentials: CREDENTIALS });
  teardown.add('the client', () => client.destroy());
  return fillMarket(client, COINS, now);
}

const settings = ({ quick, progress }: BenchContext, clock: Rounds['clock']): Rounds => {
  return { clock, warmUps: 2, rounds: quick ? 5 : 15, atLeastMs: quick ? 50 : 200, progress };
};

const once = (name: string, run: () => Promise<unknown>): Contender => ({ name, run: () => run().then(() => 1) });

/** In wall time, with the waiting for the database. */
async function measureCalls(context: BenchContext, filled: FilledMarket, now: number): Promise<Section> {
  context.progress('measuring calls');
  const twenty = () => {
    const reads = openReads(filled, now);
    return Promise.all(Array.from({ length: CALLERS }, () => answerList(reads)));
  };
  const [queries, one, all] = await measureRounds(
    [
      once('a query for each coin', () => listByQueries(listDeps(filled, now))),
      once('one call', () => answerList(openReads(filled, now))),
      once(`${CALLERS} calls at once`, twenty),
    ],
    settings(context, 'wall'),
  );
  if (!queries || !one || !all) throw new Error('nothing was measured');
  filled.takeCalls();
  await twenty();
  return {
    title: TITLE,
    notes: [
      'an environment of the API that has cached nothing yet; each coin has all its windows and an unwatched interval',
    ],
    rows: [
      timingRow(queries, { per: 'list' }),
      timingRow(one, { per: 'call', base: queries, faster: true, bar: { atLeast: 10 } }),
      timingRow(all, { per: `${CALLERS} calls`, base: one, bar: { atMost: 1.5 } }),
      countRow(`database calls of ${CALLERS} calls at once`, filled.takeCalls(), MOST_READS),
    ],
  };
}

/** In time of the processor: the items are read, and only what is made of them is left. */
async function measureComputing(context: BenchContext, filled: FilledMarket, now: number): Promise<Section> {
  context.progress('measuring what is computed');
  const reads = openReads(filled, now);
  const { headers, body = '' } = await answerList(reads);
  const tag = String(headers?.etag);
  const deps = listDeps(filled, now);
  const read = [deps.followedCoins.read(), deps.readMarketNow(), deps.catalogue.readListings()] as const;
  const [followed, marketNow, listings] = await Promise.all(read);
  const newest = await filled.market.readNewestUnwatched();
  const kept = {
    followedCoins: { read: async () => followed },
    readMarketNow: async () => marketNow,
    catalogue: { readListings: async () => listings },
    market: { ...filled.market, readNewestUnwatched: async () => newest },
  };
  const [list, parsed, known] = await measureRounds(
    [
      once('the list as text, with its ETag', () => writeCoinList(kept)),
      once('JSON.parse of the same text', async () => JSON.parse(body)),
      once('304 to one who knows it', () => answerList(reads, tag)),
    ],
    settings(context, 'processor'),
  );
  if (!list || !parsed || !known) throw new Error('nothing was measured');
  return {
    title: `what is computed for GET /api/coins, ${Math.round(body.length / 1_000)} KB of JSON`,
    notes: ['once for however many callers ask within a quarter of a second'],
    rows: [
      timingRow(parsed, { per: 'list' }),
      timingRow(list, { per: 'list', base: parsed, bar: { atMost: 8 } }),
      timingRow(known, { per: 'call', base: list, bar: { atMost: 0.02 } }),
    ],
  };
}

/** In wall time. */
async function measureSharedCache({ quick, progress }: BenchContext, filled: FilledMarket): Promise<Section> {
  const rows: Row[] = [];
  for (const viewers of VIEWERS) {
    progress(`measuring ${viewers} viewers behind a shared cache`);
    rows.push(...(await measureViewers(filled, viewers, quick ? 5 : 15)));
  }
  return {
    title: `${TITLE}, polled every 5 s behind a shared cache`,
    notes: ["the cache is undici's, which keeps to RFC 9111; each poll reads the whole list"],
    rows,
  };
}
