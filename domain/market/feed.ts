/** The exchanges that a deployment can watch, one of them. */
export const EXCHANGE_IDS = ['binance', 'binance-us'] as const;
export type ExchangeId = (typeof EXCHANGE_IDS)[number];

/** Where prices come from: an exchange, or the simulator. Whatever is made from simulated prices says so. */
export const FEEDS = [...EXCHANGE_IDS, 'simulator'] as const;
export type Feed = (typeof FEEDS)[number];

/** For people. */
export const FEED_NAMES: Readonly<Record<Feed, string>> = {
  binance: 'Binance',
  'binance-us': 'Binance.US',
  simulator: 'the built-in market simulator, not a real market',
};

/** Prices that are made up, and must be shown as such. */
export function isSimulated(feed: Feed): feed is 'simulator' {
  return feed === 'simulator';
}

/** Where an exchange is reached, and from where. */
export interface ExchangeSite {
  /** its addresses for market data, which need no account and no key */
  readonly wsUrl: string;
  readonly restUrl: string;
  /** the AWS region of a deployment that names none */
  readonly region: string;
  /** AWS regions whose addresses it is known to refuse: an ingest task there gets no trades */
  readonly refused: readonly { readonly regions: RegExp; readonly why: string }[];
  /** regions to choose instead, for people */
  readonly choices: string;
}

export const EXCHANGE_SITES: Readonly<Record<ExchangeId, ExchangeSite>> = {
  binance: {
    wsUrl: 'wss://data-stream.binance.vision',
    restUrl: 'https://data-api.binance.vision',
    region: 'eu-west-1',
    refused: [
      { regions: /^us-/, why: 'Binance answers 451 to addresses in the United States' },
      { regions: /^ap-southeast-5$/, why: "Malaysia is a restricted location in Binance's terms" },
    ],
    choices: 'eu-west-1 or ap-northeast-1, or watch Binance.US (-c exchange=binance-us)',
  },
  'binance-us': {
    wsUrl: 'wss://stream.binance.us:9443',
    restUrl: 'https://api.binance.us',
    region: 'us-east-1',
    refused: [{ regions: /^(?!us-)/, why: 'Binance.US answers addresses in the United States alone' }],
    choices: 'us-east-1 or us-east-2, or watch Binance (-c exchange=binance)',
  },
};
