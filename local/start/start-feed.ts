import { join } from 'node:path';
import { proxyEnvironment } from '../../adapters/http/exchange-proxy.ts';
import { type Endpoints, sdkEnvironment } from '../local-account.ts';
import type { Plan } from '../template/plan.ts';
import type { ChosenFeed, FeedAddresses } from './choose-feed.ts';
import { openLogFile } from './log-file.ts';
import { startSimulator } from './start-simulator.ts';
import { type SupervisedTask, superviseTask } from './supervise-task.ts';
import type { Teardown } from './teardown.ts';
import type { Terminal } from './terminal.ts';

/** Always the same name: the folder's lock and the supervisor allow one task at a time, so it need not wait for a crashed one's lease. */
const TASK_NAME = 'local';
/** A feed that does not answer in this time fails the start. */
const READY_WITHIN_MS = 60_000;

export interface FeedOptions {
  readonly plan: Pick<Plan, 'task'>;
  readonly feed: ChosenFeed;
  readonly seed?: number | undefined;
  readonly endpoints: Endpoints;
  readonly dataFolder: string;
  readonly logsFolder: string;
  readonly terminal: Terminal;
  readonly teardown: Teardown;
  readonly signal?: AbortSignal;
}

/** Starts the simulator, if it is the feed, and the ingest task. Resolves when the task is ready. */
export async function startFeed(options: FeedOptions): Promise<SupervisedTask> {
  const { plan, feed, endpoints, logsFolder, terminal, teardown } = options;
  if (!plan.task) throw new Error('the template has no task');
  const addresses = feed.kind === 'live' ? feed : await startOwnMarket(options);
  // nothing checks the health of the task here
  const { HEARTBEAT_FILE: _, ...environment } = plan.task.environment;
  terminal.progress(`Starting the ingest task on ${addresses.wsUrl}…`);
  const log = openLogFile(logsFolder, plan.task.name);
  const task = superviseTask({
    name: plan.task.name,
    program: plan.task.program,
    environment: {
      PATH: process.env.PATH ?? '',
      ...proxyEnvironment(process.env),
      ...environment,
      ...sdkEnvironment(endpoints),
      BINANCE_WS_URL: addresses.wsUrl,
      BINANCE_REST_URL: addresses.restUrl,
      TASK_NAME,
      FEED: feed.kind === 'live' ? feed.exchange : 'simulator',
    },
    writeLog: log.write,
    report: terminal.problem,
  });
  teardown.add('the ingest task', task.stop);
  await readyInTime(task, options.signal);
  return task;
}

async function startOwnMarket({
  dataFolder,
  logsFolder,
  seed,
  terminal,
  teardown,
}: FeedOptions): Promise<FeedAddresses> {
  const log = openLogFile(logsFolder, 'simulator');
  const simulator = await startSimulator({
    folder: join(dataFolder, 'market'),
    seed,
    writeLog: log.write,
    report: terminal.problem,
  });
  teardown.add('the market simulator', simulator.stop);
  return simulator;
}

async function readyInTime(task: SupervisedTask, signal: AbortSignal | undefined): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`the ingest task was not ready after ${READY_WITHIN_MS} ms; its log says why`)),
    READY_WITHIN_MS,
  );
  const abort = () => late.reject(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    await Promise.race([task.ready, late.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
