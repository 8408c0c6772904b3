import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DynamoDbCommand, findDynamoDbCommand } from './engines/java.ts';
import { buildPage } from './start/build-page.ts';
import type { ChosenFeed, UsualFeed } from './start/choose-feed.ts';
import { chooseFeed } from './start/choose-feed.ts';
import { usualFeed } from './start/feed-addresses.ts';
import type { LocalOptions } from './start/local-options.ts';
import { type Outputs, removeOutputs, writeOutputs } from './start/outputs.ts';
import { takeLock } from './start/run-lock.ts';
import { runStack, type Stack } from './start/run-stack.ts';
import { Teardown } from './start/teardown.ts';
import type { Terminal } from './start/terminal.ts';
import { readAssembly } from './template/assembly.ts';
import { synthesise } from './template/synthesise.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

export interface LocalStack extends Stack {
  readonly outputs: Outputs;
  readonly feed: ChosenFeed;
  /** absolute: the data of this feed */
  readonly dataFolder: string;
  /** stops everything, the feed first; unfinished work goes on at the next start */
  stop(): Promise<void>;
}

/**
 * Starts the whole stack on this machine. Resolves when it is ready: routes answer, the catalogue is stored, the feed's socket is
 * open. `npm start` and the end-to-end tests run this code.
 * @throws JavaMissingError, AlreadyRunningError, or an Error that names what can't be started; then nothing is left running
 */
export async function startLocal(options: LocalOptions): Promise<LocalStack> {
  const { folder, terminal } = options;
  const dynamoDbCommand = await findDynamoDbCommand(process.env);
  const unlock = takeLock(folder);
  const teardown = new Teardown(terminal.problem);
  teardown.add('the lock', unlock);
  removeOutputs(folder);
  const pageFolder = startPage(options);
  try {
    const assembly = await loadAssembly(options);
    const feed = await chooseLocalFeed(options, usualFeed(assembly.template));
    const dataFolder = join(folder, options.dataName ?? feed.folder);
    const stack = await runStack({ ...options, assembly, feed, dataFolder, pageFolder, dynamoDbCommand, teardown });
    options.signal?.throwIfAborted();
    warnOfOpenPort(dynamoDbCommand, stack, terminal);
    writeOutputs(folder, stack.outputs);
    teardown.add('the outputs', () => removeOutputs(folder));
    return { ...stack, feed, dataFolder, stop: () => teardown.run() };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

function warnOfOpenPort({ openBecause }: DynamoDbCommand, { outputs }: Stack, terminal: Terminal): void {
  if (openBecause === null) return;
  const { port } = new URL(outputs.dynamodbUrl);
  terminal.line(`Other machines can reach the database (port ${port}): ${openBecause}. A firewall closes it too.`);
}

/** Beside the rest of the start, which waits for it at its end. */
function startPage({ page = true, signal }: LocalOptions): Promise<string | null> {
  const folder = page ? buildPage(PROJECT_ROOT, signal) : Promise.resolve(null);
  folder.catch(() => {}); // whoever awaits it reports it
  return folder;
}

async function loadAssembly({ folder, cdkCache, settings, terminal, signal }: LocalOptions) {
  const cache = cdkCache ?? join(folder, 'cdk');
  return readAssembly(await synthesise({ root: PROJECT_ROOT, cache, settings, report: terminal.progress, signal }));
}

async function chooseLocalFeed(options: LocalOptions, usual: UsualFeed): Promise<ChosenFeed> {
  const feed = await chooseFeed({ choice: options.feed, given: options.feedAddresses ?? {}, usual });
  if (feed.kind === 'simulator') options.terminal.line(feed.why ?? 'Prices come from the market simulator.');
  return feed;
}
