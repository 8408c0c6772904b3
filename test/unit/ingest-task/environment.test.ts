import { expect, test } from 'vitest';
import { readEnvironment } from '../../../ingest-task/environment.ts';

const VARIABLES = {
  ALERTS_TABLE: 'alerts',
  COINS_TABLE: 'coins',
  COINS_STREAM_ARN: 'arn:aws:dynamodb:eu-west-1:1:table/coins/stream/1',
  MARKET_TABLE: 'market',
  CANDLES_TABLE: 'candles',
  TICKS_STREAM: 'ticks',
  BINANCE_WS_URL: 'ws://127.0.0.1:9000/',
  BINANCE_REST_URL: 'https://data-api.binance.vision',
  FEED: 'simulator',
  FLUSH_INTERVAL_MS: '250',
  OUTAGE_AFTER_MS: '300000',
  MARKET_CAPACITY: 'on-demand',
};

test('the environment is read completely, base addresses without their trailing slash', () => {
  expect(readEnvironment(VARIABLES)).toMatchObject({ BINANCE_WS_URL: 'ws://127.0.0.1:9000', FLUSH_INTERVAL_MS: 250 });
});

test('every variable that is missing or wrong is named', () => {
  const wrong = { ...VARIABLES, FEED: 'tape', BINANCE_WS_URL: 'http://x', COINS_TABLE: undefined };
  expect(() => readEnvironment(wrong)).toThrow(/COINS_TABLE.*BINANCE_WS_URL.*FEED/);
});
