import { parseArgs } from 'node:util';
import { EXCHANGE_IDS, type ExchangeId } from '../../domain/market/feed.ts';
import { messageOf } from '../json.ts';

export const USAGE = `npm start -- [options]

Runs Pricebell on this machine: every part of the stack, nothing in the cloud.

  --exchange <name>  the exchange to watch: binance (default) or binance-us, which answers in the United States alone
  --feed auto        the exchange when it can be reached, the built-in market simulator otherwise (default)
  --feed live        the exchange or nothing
  --feed simulator   the built-in market simulator
  --seed <n>         seed of the simulator's market (its first start only)
  --no-demo          no demo person, coins and alerts
  --help             this text

Environment: PORT (8787) is the port of the page and the API. BINANCE_WS_URL and BINANCE_REST_URL point the feed at
any server that speaks the exchange's protocol.
`;

export type FeedChoice = 'auto' | 'live' | 'simulator';

export interface Flags {
  readonly exchange: ExchangeId;
  readonly feed: FeedChoice;
  readonly seed: number | undefined;
  readonly demo: boolean;
  readonly help: boolean;
}

/** @throws Error that names the option */
export function readFlags(args: readonly string[]): Flags {
  const values = readValues(args);
  return {
    exchange: exchangeId(values.exchange),
    feed: feedChoice(values.feed),
    seed: wholeNumber('--seed', values.seed),
    demo: values.demo,
    help: values.help,
  };
}

function readValues(args: readonly string[]) {
  try {
    const options = {
      exchange: { type: 'string', default: 'binance' },
      feed: { type: 'string', default: 'auto' },
      seed: { type: 'string' },
      demo: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ args: [...args], allowNegative: true, options }).values;
  } catch (error) {
    throw new Error(`${messageOf(error)}; see npm start -- --help`);
  }
}

function exchangeId(text: string): ExchangeId {
  const id = EXCHANGE_IDS.find((known) => known === text);
  if (id) return id;
  throw new Error(`--exchange must be ${EXCHANGE_IDS.join(' or ')}, not ${JSON.stringify(text)}`);
}

function feedChoice(text: string): FeedChoice {
  if (text === 'auto' || text === 'live' || text === 'simulator') return text;
  throw new Error(`--feed must be auto, live or simulator, not ${JSON.stringify(text)}`);
}

const DEFAULT_PORT = 8787;
const MAX_PORT = 65_535;

/** The port in PORT. @throws Error when it is not a port */
export function readPort(text: string | undefined): number {
  const port = wholeNumber('PORT', text === '' ? undefined : text) ?? DEFAULT_PORT;
  if (port > MAX_PORT) throw new Error(`PORT must be at most ${MAX_PORT}, not ${port}`);
  return port;
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new Error(`${name} must be a whole number, not ${JSON.stringify(text)}`);
}
