import { join } from 'node:path';
import { pageConfig } from '../../contract/page-config.ts';
import { SIGN_IN_SCOPES } from '../../contract/sign-in-view.ts';
import { DEMO_EMAIL } from '../demo/run-demo.ts';
import type { DynamoDbCommand } from '../engines/java.ts';
import { createGateway } from '../http/gateway.ts';
import { type LocalServer, type Site, startLocalServer } from '../http/local-server.ts';
import { createPageSite } from '../http/page-site.ts';
import { FAST, startMappings } from '../mappings/start-mappings.ts';
import { startSchedules } from '../mappings/start-schedules.ts';
import { CLIENT_ID } from '../oidc/claims.ts';
import { createSocketSite } from '../sockets/socket-site.ts';
import type { Assembly } from '../template/assembly.ts';
import { interpretTemplate } from '../template/interpret.ts';
import { emptyPlan, type Plan } from '../template/plan.ts';
import type { ChosenFeed } from './choose-feed.ts';
import type { LocalOptions } from './local-options.ts';
import type { Outputs } from './outputs.ts';
import { renewStream } from './renew-stream.ts';
import { type Engines, startEngines } from './start-engines.ts';
import { startFeed } from './start-feed.ts';
import { type Functions, invokeFunction, startFunctions } from './start-functions.ts';
import { startTriggerWatch } from './start-trigger-watch.ts';
import type { SupervisedTask } from './supervise-task.ts';
import type { Teardown } from './teardown.ts';

export interface StackOptions extends Omit<LocalOptions, 'feed'> {
  readonly assembly: Assembly;
  readonly feed: ChosenFeed;
  readonly dataFolder: string;
  /** of the built page, once it is built; null: none is served */
  readonly pageFolder: Promise<string | null>;
  readonly dynamoDbCommand: DynamoDbCommand;
  readonly teardown: Teardown;
}

/** A running stack, with what tests need to disturb it. */
export interface Stack {
  readonly outputs: Outputs;
  /** by logical id: shows which environments are busy, and ends one */
  readonly functions: Functions;
  readonly task: SupervisedTask;
  readonly engines: Engines;
  readonly plan: Plan;
}

/** Starts the engines, the template's resources, its functions and mappings, HTTP, and the feed last. */
export async function runStack(options: StackOptions): Promise<Stack> {
  const { dataFolder, folder, terminal, teardown, signal } = options;
  terminal.progress('Starting DynamoDB, Kinesis, SQS, SES and the sign-in…');
  const engines = await startEngines({ ...options, identityFolder: folder, report: terminal.problem });
  signal?.throwIfAborted();

  const server = await startLocalServer(options.port);
  teardown.add('the address', server.stop);
  const plan = await makeResources(options, engines, server.origin);
  terminal.progress(
    `Made what the template asks for: ${plan.functions.size} functions, ${plan.mappings.length} mappings, ${plan.routes.length} routes.`,
  );

  const logsFolder = join(dataFolder, 'logs');
  const functions = startFunctions({
    ...options,
    plan,
    endpoints: engines.endpoints,
    logsFolder,
    report: terminal.problem,
  });
  for (const pool of functions.values()) teardown.add(`function ${pool.name}`, pool.stop);
  const invoke = (name: string, event: unknown) => invokeFunction(functions, name, event);
  const mappings = await startMappings(plan.mappings, {
    ...engines.clients,
    positionsFolder: positionsIn(dataFolder),
    pollRate: options.pollRate ?? FAST,
    invoke,
    report: (name, text) => terminal.problem(`${name}: ${text}`),
  });
  for (const mapping of mappings) teardown.add(`mapping ${mapping.name}`, mapping.stop);
  const schedules = options.schedules === false ? [] : plan.schedules;
  for (const schedule of startSchedules(schedules, { invoke, report: terminal.problem })) {
    teardown.add(`schedule ${schedule.name}`, schedule.stop);
  }

  await startTriggerWatch({ ...options, plan, clients: engines.clients });
  server.serve(siteOf(options, { engines, plan, invoke, pageFolder: await options.pageFolder }));
  teardown.add('the HTTP server', server.stop); // once more here, so that it stops before the functions
  const task = await startFeed({ ...options, plan, endpoints: engines.endpoints, logsFolder });
  await Promise.all([...functions.values()].map((pool) => pool.loaded()));
  return { outputs: outputsOf(server, engines), functions, task, engines, plan };
}

function positionsIn(dataFolder: string): string {
  return join(dataFolder, 'positions');
}

async function makeResources(
  { assembly, dataFolder }: StackOptions,
  { clients, issuer }: Engines,
  origin: string,
): Promise<Plan> {
  const plan = emptyPlan();
  const { dynamodb, kinesis, queues } = clients;
  const { template, assets } = assembly;
  await interpretTemplate(template, { dynamodb, kinesis, queues, assets, issuer, origin, clientId: CLIENT_ID, plan });
  for (const name of plan.streams) {
    const readers = plan.mappings.flatMap((mapping) =>
      mapping.source === 'kinesis' && mapping.sourceArn.endsWith(`/${name}`) ? [mapping] : [],
    );
    await renewStream({ client: kinesis, name, readers, positionsFolder: positionsIn(dataFolder) });
  }
  return plan;
}

interface Serving {
  readonly engines: Engines;
  readonly plan: Plan;
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly pageFolder: string | null;
}

function siteOf(
  { terminal, socketLimits, socketFaults }: StackOptions,
  { engines, plan, invoke, pageFolder }: Serving,
): Site {
  const config = pageConfig({
    issuer: engines.issuer,
    clientId: CLIENT_ID,
    scopes: SIGN_IN_SCOPES,
    local: { inboxUrl: `${engines.endpoints.mail}/`, demoEmail: DEMO_EMAIL },
  });
  const calls = { plan, invoke, report: terminal.problem };
  return {
    gateway: createGateway(calls),
    sockets: createSocketSite({ ...calls, limits: socketLimits, faults: socketFaults }),
    page: pageFolder === null ? null : createPageSite({ folder: pageFolder, config }),
  };
}

function outputsOf({ url, origin }: LocalServer, { endpoints, issuer }: Engines): Outputs {
  return {
    webUrl: `${origin}/`,
    apiUrl: `${url}/api`,
    inboxUrl: `${endpoints.mail}/`,
    inboxJsonUrl: `${endpoints.mail}/store`,
    issuer,
    dynamodbUrl: endpoints.dynamodb,
    kinesisUrl: endpoints.kinesis,
    queuesUrl: endpoints.queues,
  };
}
