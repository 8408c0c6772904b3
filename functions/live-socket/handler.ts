import { makeDocumentClient, makeSocketsClient } from '../../adapters/clients.ts';
import { createAudienceTable } from '../../adapters/dynamodb/live/audience-table.ts';
import { createConnectionTable } from '../../adapters/dynamodb/live/connection-table.ts';
import { createMarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { readMarketNow } from '../../adapters/dynamodb/market/read-market-now.ts';
import { createIdTokenVerifier } from '../../adapters/http/id-token-verifier.ts';
import { log } from '../../adapters/log.ts';
import { createLiveSockets } from '../../adapters/sockets/live-sockets.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { answerSocket } from './answer-socket.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const deps = {
  connections: createConnectionTable(documents, environment.CONNECTIONS_TABLE),
  audience: createAudienceTable(documents, environment.MARKET_TABLE),
  readMarketNow: readMarketNow(createMarketTable(documents, environment.MARKET_TABLE), Date.now),
  sockets: createLiveSockets(makeSocketsClient(environment.LIVE_CALLBACK_URL)),
  verifier: createIdTokenVerifier({ issuer: environment.ISSUER, clientId: environment.CLIENT_ID }),
  maxLiveViewers: environment.MAX_LIVE_VIEWERS,
  log,
  now: Date.now,
};

export const handler = withRequestId((event: unknown) => answerSocket(event, deps));
