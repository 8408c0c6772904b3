import type { CoinListDeps } from '../../functions/api/coins/coin-list.ts';
import { createPublicReads, type PublicReads } from '../../functions/api/coins/public-reads.ts';
import { textUnlessKnown } from '../../functions/api/http/answer.ts';
import type { ApiRequest } from '../../functions/api/http/read-request.ts';
import type { FilledMarket } from './filled-market.ts';

const PUBLIC = { 'cache-control': 'public, max-age=1' };

/** The open reads of an environment of the API that has cached nothing yet. `now` in ms, own clock: it stands still. */
export function openReads({ coins, market }: FilledMarket, now: number): PublicReads {
  const candles = { read: async () => [], firstAfter: async () => null };
  const judging = { readJudged: async () => ({}) };
  return createPublicReads({ coins, market, candles, judging, canary: null }, () => now);
}

/** What a list is made of, each read once more. */
export function listDeps(filled: FilledMarket, now: number): CoinListDeps {
  return { ...openReads(filled, now), market: filled.market };
}

/** One caller's answer to `GET /api/coins`; one who names the tag of the present list gets 304. */
export async function answerList({ readCoinList }: Pick<PublicReads, 'readCoinList'>, tag?: string) {
  return textUnlessKnown(requestWith(tag), await readCoinList(), PUBLIC);
}

function requestWith(tag: string | undefined): ApiRequest {
  const headers = tag === undefined ? {} : { 'if-none-match': tag };
  const route = { routeKey: 'GET /api/coins', method: 'GET', rawPath: '/api/coins' };
  return { ...route, headers, path: {}, query: {}, body: '', claims: null };
}
