import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDynamoDbCommand } from '../../local/engines/java.ts';
import { type Engines, startEngines } from '../../local/start/start-engines.ts';
import { Teardown } from '../../local/start/teardown.ts';

export interface RunningEngines extends Engines {
  readonly folder: string;
  stop(): Promise<void>;
}

/** The real local engines on a folder of their own, for one test file. */
export async function runEngines(): Promise<RunningEngines> {
  const folder = mkdtempSync(join(tmpdir(), 'pricebell-engines-'));
  const teardown = new Teardown(console.error);
  teardown.add('the folder', () => rmSync(folder, { recursive: true, force: true }));
  const engines = await startEngines({
    dynamoDbCommand: await findDynamoDbCommand(process.env),
    dataFolder: folder,
    identityFolder: folder,
    report: console.error,
    teardown,
  });
  return { ...engines, folder, stop: () => teardown.run() };
}
