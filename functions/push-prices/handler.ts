import { setTimeout as sleep } from 'node:timers/promises';
import type { KinesisStreamEvent } from 'aws-lambda';
import { makeDocumentClient, makeSocketsClient } from '../../adapters/clients.ts';
import { createAudienceTable } from '../../adapters/dynamodb/live/audience-table.ts';
import { createConnectionTable } from '../../adapters/dynamodb/live/connection-table.ts';
import { createMarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { readMarketNow } from '../../adapters/dynamodb/market/read-market-now.ts';
import { log } from '../../adapters/log.ts';
import { createLiveSockets } from '../../adapters/sockets/live-sockets.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { environmentSchema } from './environment.ts';
import { LiveCoins } from './live-coins.ts';
import { pushRecords } from './push-records.ts';
import { Viewers } from './viewers.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const connections = createConnectionTable(documents, environment.CONNECTIONS_TABLE);
const now = Date.now;
const deps = {
  viewers: new Viewers({ connections, audience: createAudienceTable(documents, environment.MARKET_TABLE), now }),
  coins: new LiveCoins({
    readMarketNow: readMarketNow(createMarketTable(documents, environment.MARKET_TABLE), now),
    now,
  }),
  connections,
  sockets: createLiveSockets(makeSocketsClient(environment.LIVE_CALLBACK_URL)),
  pace: { lastFrameAt: 0 },
  sleep: (ms: number) => sleep(ms),
  log,
  now,
};

export const handler = withRequestId((event: KinesisStreamEvent) => pushRecords(event, deps));
