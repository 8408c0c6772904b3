import type { AudienceTable } from '../../adapters/dynamodb/live/audience-table.ts';
import type { ConnectionTable } from '../../adapters/dynamodb/live/connection-table.ts';
import type { ReadMarketNow } from '../../adapters/dynamodb/market/read-market-now.ts';
import { firstIssue } from '../../adapters/first-issue.ts';
import { type IdTokenVerifier, TokenError } from '../../adapters/http/id-token-verifier.ts';
import { liveCoinOfSnapshot } from '../../contract/live-coin.ts';
import {
  type ClientFrame,
  clientFrameSchema,
  type LiveErrorCode,
  type ServerFrame,
} from '../../contract/live-frames.ts';
import { MAX_SUBSCRIBED } from '../../contract/live-limits.ts';
import { writeCoin, writePrices } from '../../contract/prices-text.ts';

export interface MessageDeps {
  readonly connections: Pick<ConnectionTable, 'has' | 'signIn' | 'addSymbols' | 'removeSymbols'>;
  readonly audience: Pick<AudienceTable, 'extend'>;
  readonly readMarketNow: ReadMarketNow;
  readonly verifier: IdTokenVerifier;
  readonly now: () => number;
}

/** The frames to post to the connection, as text. @throws what the tables and the issuer throw */
export async function answerMessage(connection: string, body: string, deps: MessageDeps): Promise<readonly string[]> {
  const frame = readFrame(body);
  return typeof frame === 'string' ? [errorFrame('bad-message', frame)] : answerFrame(connection, frame, deps);
}

/** Or what is wrong with it. */
function readFrame(body: string): ClientFrame | string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return 'The message is not JSON.';
  }
  const { data, error } = clientFrameSchema.safeParse(json);
  return data ?? firstIssue(error, 'message');
}

function answerFrame(connection: string, frame: ClientFrame, deps: MessageDeps): Promise<readonly string[]> {
  switch (frame.action) {
    case 'sign-in':
      return signIn(connection, frame.token, deps);
    case 'subscribe':
      return subscribe(connection, frame.symbols, deps);
    case 'unsubscribe':
      return unsubscribe(connection, frame.symbols, deps);
    case 'ping':
      return ping(connection, deps);
  }
}

async function signIn(connection: string, token: string, { connections, audience, verifier, now }: MessageDeps) {
  try {
    const { person, until } = await verifier.verify(token);
    if (!(await connections.signIn(connection, { person, until }))) return [notConnected()];
    await audience.extend(now());
    return [write({ type: 'signed-in', until: new Date(until).toISOString() })];
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return [errorFrame('bad-token', `The token ${error.message}.`)];
  }
}

/** The snapshot is read once the coins are in the row: what is traded after it comes in frames. */
async function subscribe(connection: string, symbols: readonly string[], deps: MessageDeps) {
  const outcome = await deps.connections.addSymbols(connection, symbols);
  if (outcome === 'unknown') return [notConnected()];
  if (outcome === 'too-many') {
    return [errorFrame('too-many-coins', `A connection has at most ${MAX_SUBSCRIBED} coins.`)];
  }
  await deps.audience.extend(deps.now());
  const { prices, exchangeNow } = await deps.readMarketNow();
  return writePrices(symbols.map((symbol) => writeCoin(liveCoinOfSnapshot(symbol, prices, exchangeNow))));
}

async function unsubscribe(connection: string, symbols: readonly string[], { connections }: MessageDeps) {
  return (await connections.removeSymbols(connection, symbols)) ? [] : [notConnected()];
}

async function ping(connection: string, { connections, audience, now }: MessageDeps) {
  if (!(await connections.has(connection))) return [notConnected()];
  await audience.extend(now());
  return [write({ type: 'pong' })];
}

function notConnected(): string {
  return errorFrame('not-connected', 'This connection is no longer known. Open another one.');
}

export function errorFrame(code: LiveErrorCode, detail: string): string {
  return write({ type: 'error', code, detail });
}

function write(frame: ServerFrame): string {
  return JSON.stringify(frame);
}
