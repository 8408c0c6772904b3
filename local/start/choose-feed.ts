import { createHash } from 'node:crypto';
import { WebSocket } from 'ws';
import { exchangeAgent } from '../../adapters/http/exchange-proxy.ts';
import { EXCHANGE_IDS, type ExchangeId, FEED_NAMES } from '../../domain/market/feed.ts';
import { messageOf } from '../json.ts';
import type { FeedChoice } from './flags.ts';

/** Binance says 451, Binance.US also 403. */
const REGION_STATUSES = [403, 451];
const REFUSED = 'not available from this region';

/** For the whole probe of both addresses. */
const PROBE_WITHIN_MS = 3_000;

export interface FeedAddresses {
  readonly wsUrl: string;
  readonly restUrl: string;
}

/** The exchange that the template's task watches. */
export interface UsualFeed extends FeedAddresses {
  readonly exchange: ExchangeId;
}

/** Where prices come from in this run, and the data folder that belongs to them. */
export type ChosenFeed =
  | (UsualFeed & { readonly kind: 'live'; readonly folder: string })
  | { readonly kind: 'simulator'; readonly folder: 'simulator'; readonly why: string | null };

export interface FeedRequest {
  readonly choice: FeedChoice;
  /** addresses from the environment; used without a probe */
  readonly given: Partial<FeedAddresses>;
  readonly usual: UsualFeed;
  readonly probe?: (addresses: FeedAddresses) => Promise<string | null>;
}

/** @throws Error when the feed must be live and can't be reached */
export async function chooseFeed({ choice, given, usual, probe = probeFeed }: FeedRequest): Promise<ChosenFeed> {
  if (choice === 'simulator') return { kind: 'simulator', folder: 'simulator', why: null };
  if (given.wsUrl !== undefined || given.restUrl !== undefined) {
    const feed = { exchange: usual.exchange, ...bothOf(given) };
    return { kind: 'live', ...feed, folder: folderOf(feed) };
  }
  const problem = await probe(usual);
  if (problem === null) return { kind: 'live', ...usual, folder: usual.exchange };
  const unreached = `${FEED_NAMES[usual.exchange]} can't be reached`;
  if (choice === 'live') throw new Error(`${unreached}: ${problem}${hintOf(problem, usual)}`);
  return {
    kind: 'simulator',
    folder: 'simulator',
    why: `${unreached} (${problem}); the market simulator takes its place${hintOf(problem, usual)}.`,
  };
}

/** Where the exchange serves no address of this region, another one may. */
function hintOf(problem: string, { exchange }: UsualFeed): string {
  const other = EXCHANGE_IDS.find((id) => id !== exchange);
  return problem.includes(REFUSED) && other
    ? `. ${FEED_NAMES[other]} may answer here: npm start -- --exchange ${other}`
    : '';
}

/** One address alone would mix another server with the exchange. @throws Error that names the missing variable */
function bothOf({ wsUrl, restUrl }: Partial<FeedAddresses>): FeedAddresses {
  return {
    wsUrl: addressIn('BINANCE_WS_URL', wsUrl, ['ws:', 'wss:']),
    restUrl: addressIn('BINANCE_REST_URL', restUrl, ['http:', 'https:']),
  };
}

function addressIn(variable: string, address: string | undefined, protocols: readonly string[]): string {
  if (address === undefined) throw new Error(`${variable}: is not set; a feed of your own needs both addresses`);
  if (URL.canParse(address) && protocols.includes(new URL(address).protocol)) return address;
  throw new Error(
    `${variable}: ${JSON.stringify(address)} is not an address that starts with ${protocols.join('// or ')}//`,
  );
}

/** A folder for each server: their ids and prices must not mix in one table. */
function folderOf({ exchange, wsUrl, restUrl }: UsualFeed): string {
  const name = exchange === 'binance' ? 'custom' : `custom-${exchange}`;
  return `${name}-${createHash('sha256').update(`${wsUrl} ${restUrl}`).digest('hex').slice(0, 8)}`;
}

/** Why the feed can't be used; null when it answers. */
export async function probeFeed({ wsUrl, restUrl }: FeedAddresses, withinMs = PROBE_WITHIN_MS): Promise<string | null> {
  const signal = AbortSignal.timeout(withinMs);
  const [rest, socket] = await Promise.all([probeRest(restUrl, signal), probeSocket(wsUrl, signal)]);
  return rest ?? socket;
}

async function probeRest(restUrl: string, signal: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(new URL('/api/v3/ping', restUrl), { signal });
    await response.body?.cancel();
    return response.ok ? null : refusal(new URL(restUrl).host, response.status);
  } catch (error) {
    return `${new URL(restUrl).host} does not answer: ${signal.aborted ? 'no answer in time' : causeOf(error)}`;
  }
}

function probeSocket(wsUrl: string, signal: AbortSignal): Promise<string | null> {
  const { host } = new URL(wsUrl);
  return new Promise((resolve) => {
    const socket = new WebSocket(new URL('/ws', wsUrl), { agent: exchangeAgent(wsUrl) });
    const end = (problem: string | null) => {
      resolve(problem);
      socket.terminate();
    };
    signal.addEventListener('abort', () => end(`${host} does not answer: no answer in time`));
    socket.once('open', () => end(null));
    socket.once('unexpected-response', (_request, response) => end(refusal(host, response.statusCode ?? 0)));
    socket.on('error', (error) => end(`${host} does not answer: ${error.message}`));
  });
}

function refusal(host: string, status: number): string {
  return REGION_STATUSES.includes(status) ? `${host} answers ${status}: ${REFUSED}` : `${host} answers ${status}`;
}

/** The error is just `fetch failed`; its cause says why. */
function causeOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause ? error.cause : error);
}
