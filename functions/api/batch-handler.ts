import { makeDocumentClient } from '../../adapters/clients.ts';
import { CallTimes } from '../../adapters/dynamodb/call-times.ts';
import { makeApiDeps } from './api-deps.ts';
import { BATCH_ENDPOINTS } from './batch-endpoints.ts';
import { limitsOf, readEnvironment } from './environment.ts';
import { makeGroupTables } from './groups/group-deps.ts';
import { makeTables } from './lambda-tables.ts';
import { routeRequest } from './route-request.ts';
import { serveApi } from './serve-api.ts';

const environment = readEnvironment(process.env);
const calls = new CallTimes();
const client = makeDocumentClient(calls);

const apiDeps = makeApiDeps(makeTables(client, environment), {
  now: Date.now,
  limits: limitsOf(environment),
});
const deps = { ...apiDeps, ...makeGroupTables(client, environment) };

export const handler = serveApi(routeRequest(BATCH_ENDPOINTS, deps), calls);
