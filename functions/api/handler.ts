import { makeDocumentClient } from '../../adapters/clients.ts';
import { CallTimes } from '../../adapters/dynamodb/call-times.ts';
import { makeApiDeps } from './api-deps.ts';
import { API_ENDPOINTS } from './endpoints.ts';
import { limitsOf, readEnvironment } from './environment.ts';
import { makeTables } from './lambda-tables.ts';
import { routeRequest } from './route-request.ts';
import { serveApi } from './serve-api.ts';

const environment = readEnvironment(process.env);
const calls = new CallTimes();

const deps = makeApiDeps(makeTables(makeDocumentClient(calls), environment), {
  now: Date.now,
  limits: limitsOf(environment),
});

export const handler = serveApi(routeRequest(API_ENDPOINTS, deps), calls);
