import type { DynamoDBStreamEvent } from 'aws-lambda';
import { makeDocumentClient } from '../../adapters/clients.ts';
import { log } from '../../adapters/log.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { makeApiDeps } from './api-deps.ts';
import { limitsOf, readEnvironment } from './environment.ts';
import { makeGroupTables } from './groups/group-deps.ts';
import { joinGroups } from './groups/join-groups.ts';
import { makeTables } from './lambda-tables.ts';

const environment = readEnvironment(process.env);
const client = makeDocumentClient();

const apiDeps = makeApiDeps(makeTables(client, environment), { now: Date.now, limits: limitsOf(environment) });
const deps = { ...apiDeps, ...makeGroupTables(client, environment) };

export const handler = withRequestId((event: DynamoDBStreamEvent) => joinGroups(event, { ...deps, log }));
